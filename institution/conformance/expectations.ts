import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { Problem, problemCode, type ProblemCode, PROBLEMS } from '../../shared/sync/problem.ts';

/** A rule that is not kept. */
export class Unmet extends Error {
  readonly expected: string;
  readonly came: string;
  constructor(expected: string, came: string) {
    super(`Expected ${expected}; ${came} came`);
    this.expected = expected;
    this.came = came;
  }
}

/** A rule that cannot be checked here; the message says why. */
export class NotTried extends Error {}

/** What a rule looks at in an answer. */
export type Answered = { readonly status: number; readonly text: string; readonly json: unknown };

const MAX_SHOWN = 300;

export function expectThat(isKept: boolean, expected: string, came: unknown): void {
  if (!isKept) throw new Unmet(expected, show(came));
}

export function expectEqual(what: string, came: unknown, expected: unknown): void {
  expectThat(isDeepStrictEqual(came, expected), `${what} ${show(expected)}`, came);
}

/** The value is of the shape; returns it parsed. */
export function expectShape<T>(what: string, value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new Unmet(`${what}${where}: ${issue?.message ?? 'another shape'}`, show(value));
}

export function expectStatus(answer: Answered, ...statuses: readonly number[]): void {
  expectThat(statuses.includes(answer.status), `status ${statuses.join(' or ')}`, shown(answer));
}

/** A success with a body of the shape. */
export function expectAnswer<T>(answer: Answered, status: number, schema: z.ZodType<T>): T {
  expectStatus(answer, status);
  return expectShape(`a ${status} answer`, answer.json, schema);
}

/** A problem document with one of the codes and its status. */
export function expectRefusal(answer: Answered, ...codes: readonly ProblemCode[]): Problem {
  const wanted = codes.map((code) => `${PROBLEMS[code]} ${code}`).join(' or ');
  const problem = Problem.safeParse(answer.json);
  const code = problem.success ? problemCode(problem.data) : null;
  if (!problem.success || code === null || !codes.includes(code) || answer.status !== PROBLEMS[code])
    throw new Unmet(wanted, shown(answer));
  return problem.data;
}

/** Any refusal: SYNC.md says that it must be refused, not how. */
export function expectRefused(answer: Answered): void {
  expectThat(answer.status >= 400 && answer.status < 500, 'a refusal', shown(answer));
}

export function shown({ status, text }: Answered): string {
  return `${status} ${text.slice(0, MAX_SHOWN)}`.trim();
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
