import { type ProblemCode, PROBLEMS, problemType } from '../../../shared/sync/problem.ts';
import type { Fault, Outcome } from './observed.ts';

/** A problem document (RFC 9457) with the members that some codes carry. */
export function problem(
  code: ProblemCode,
  members: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Outcome {
  const status = PROBLEMS[code];
  return { status, code, headers, json: { type: problemType(code), title: code, status, ...members } };
}

/** Faults of a network and of a server, for the course. */

export const loseRequest: Fault = () => null;

export const loseAnswer: Fault = async (process) => {
  await process();
  return null;
};

export const refuseWith =
  (outcome: Outcome): Fault =>
  () =>
    outcome;

export const changeJson =
  (change: (json: object) => object): Fault =>
  async (process) => {
    const outcome = await process();
    const { json } = outcome;
    return typeof json === 'object' && json !== null && outcome.status < 300
      ? { ...outcome, json: change(json) }
      : outcome;
  };
