import { startedAs } from './parse-start.ts';

/**
 * Verbs that use the network run in Electron's main process, because only there is Chromium's network (R63). The program
 * starts itself again for them, with switches that make it need neither a display nor a profile of its own.
 */
export const NETWORK_VERBS: readonly string[] = ['enrol', 'status', 'diagnose'];

const MARK = '--network-verb';

/** Chromium's part: no display, no graphics. It shows no page, so there is nothing to sandbox. */
const SWITCHES: readonly string[] = [
  '--no-sandbox',
  '--no-zygote',
  '--ozone-platform=headless',
  '--disable-gpu',
  '--in-process-gpu',
  // Without it, Chromium logs errors on a machine without D-Bus.
  '--log-level=3',
];

export type NetworkVerbStart =
  | { readonly kind: 'none' }
  | { readonly kind: 'verb'; readonly args: readonly string[] }
  | { readonly kind: 'refused'; readonly argument: string };

/** The arguments with which the program starts itself for a verb. */
export function networkVerbArguments(args: readonly string[]): readonly string[] {
  return [...SWITCHES, MARK, ...args];
}

/** Accepts exactly what {@link networkVerbArguments} makes; without the mark, it is another kind of start. */
export function networkVerbStart(given: readonly string[]): NetworkVerbStart {
  if (!given.includes(MARK)) return { kind: 'none' };
  const expected = networkVerbArguments([]);
  const stray = expected.findIndex((argument, index) => given[index] !== argument);
  if (stray !== -1) return { kind: 'refused', argument: given[stray] ?? '' };
  const started = startedAs(given.slice(expected.length));
  if (started.kind === 'refused') return started;
  if (started.kind === 'station' || !NETWORK_VERBS.includes(started.args[0] ?? ''))
    return { kind: 'refused', argument: MARK };
  return { kind: 'verb', args: started.args };
}
