import { findVerb, strayArgument } from './verb-table.ts';

/** How the packaged program was started. */
export type StartedAs =
  | { readonly kind: 'station' }
  /** A verb of the command line, which runs without a window. */
  | { readonly kind: 'command'; readonly args: readonly string[] }
  | { readonly kind: 'refused'; readonly argument: string };

const HELP: readonly string[] = ['--help', 'help'];

/**
 * Which command-line arguments the packaged program starts with: none, or a verb of the table first and then only what
 * that verb takes (DESIGN, Security posture). None of Chromium's or Node's switches: `--remote-debugging-port`
 * or `--js-flags` would undo the hardening.
 */
export function startedAs(argv: readonly string[]): StartedAs {
  const [first] = argv;
  if (first === undefined) return { kind: 'station' };
  if (argv.length === 1 && HELP.includes(first)) return { kind: 'command', args: ['--help'] };
  const verb = first.startsWith('-') ? null : findVerb(argv);
  const stray = verb === null ? first : strayArgument(argv, verb.shape);
  return stray === null ? { kind: 'command', args: argv } : { kind: 'refused', argument: stray };
}
