import { z } from 'zod';
import { Head } from './wire.ts';

/** Every refusal of the server, with its status (SYNC.md, Errors). */
export const PROBLEMS = {
  malformed: 400,
  'signature-invalid': 401,
  'key-unknown': 401,
  'clock-skewed': 401,
  'enrolment-refused': 403,
  'station-revoked': 403,
  'no-such-entry': 404,
  'chain-unknown': 404,
  gap: 409,
  fork: 409,
  'feed-reset': 410,
  'too-large': 413,
  'hash-mismatch': 422,
  'version-unsupported': 426,
  'too-many-requests': 429,
  unavailable: 503,
  'storage-full': 507,
} as const satisfies Record<string, number>;
export type ProblemCode = keyof typeof PROBLEMS;

const PREFIX = 'urn:child-link:problem:';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457, with the members that some codes carry. */
export const Problem = z.looseObject({
  type: z.string().startsWith(PREFIX),
  title: z.string().optional(),
  status: z.int().optional(),
  detail: z.string().optional(),
  seq: z.int().nonnegative().optional(),
  head: Head.nullish(),
});
export type Problem = z.infer<typeof Problem>;

export function problemType(code: ProblemCode): string {
  return `${PREFIX}${code}`;
}

/** The code of a problem's type, or null when this version does not know it. */
export function problemCode(problem: Pick<Problem, 'type'>): ProblemCode | null {
  const name = problem.type.slice(PREFIX.length);
  return isProblemCode(name) ? name : null;
}

function isProblemCode(name: string): name is ProblemCode {
  return Object.hasOwn(PROBLEMS, name);
}
