import type { CommandOptions } from './command.ts';

/** The arguments of one verb. */
export interface VerbShape {
  /** Maximum number of positional arguments. */
  readonly operands: number;
  readonly options: readonly (keyof CommandOptions)[];
}

/** Every verb and its arguments; a verb of two words is listed under both. Anything else is refused. */
export const VERBS = {
  status: { operands: 0, options: [] },
  version: { operands: 0, options: [] },
  'verify-journal': { operands: 1, options: [] },
  enrol: { operands: 0, options: ['server', 'code'] },
  setup: { operands: 0, options: [] },
  restore: { operands: 0, options: ['file', 'code'] },
  'export-tracking': { operands: 0, options: ['from', 'to', 'out'] },
  sign: { operands: 0, options: ['out'] },
  leaflet: { operands: 0, options: ['out'] },
  diagnose: { operands: 0, options: ['bundle'] },
  'link check': { operands: Number.POSITIVE_INFINITY, options: ['file', 'site'] },
  'settings check': { operands: 1, options: [] },
  'recovery-code': { operands: 0, options: [] },
  'restore-input': { operands: 0, options: [] },
  'hardening check': { operands: 0, options: [] },
  'hardening apply': { operands: 0, options: [] },
  'hardening revert': { operands: 0, options: [] },
} as const satisfies Readonly<Record<string, VerbShape>>;

export type VerbName = keyof typeof VERBS;

/** Options of every verb. `json` and `help` have no value. */
export const EVERYWHERE = ['data', 'settings', 'language', 'json', 'help'] as const;
const ALONE: readonly string[] = ['json', 'help'];

/** The verb that these words begin with, and the words after it; null where there is none. */
export function findVerb(
  words: readonly string[],
): { readonly name: VerbName; readonly shape: VerbShape; readonly operands: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    if (isVerb(name)) return { name, shape: VERBS[name], operands: words.slice(length) };
  }
  return null;
}

function isVerb(name: string): name is VerbName {
  return Object.hasOwn(VERBS, name);
}

/**
 * The first argument that is not allowed, or null. Anything that begins with a dash must be an option of the table, because
 * Chromium parses the same arguments for its own switches, a single dash and values included.
 */
export function strayArgument(args: readonly string[], shape: VerbShape): string | null {
  const known: readonly string[] = [...EVERYWHERE, ...shape.options];
  const isStray = (argument: string): boolean => {
    if (!argument.startsWith('-')) return false;
    const [, name = '', value] = /^--([a-z]+)(?:=(.*))?$/su.exec(argument) ?? [];
    return !known.includes(name) || (value !== undefined && ALONE.includes(name));
  };
  return args.find(isStray) ?? null;
}
