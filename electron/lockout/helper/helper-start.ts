import { parseArgs } from 'node:util';
import { messageOf } from '../step-stack.ts';

/** The switch that makes the program a helper. */
export const MARK = '--lock-helper';

/**
 * Chromium's part of the helper's command line: no display, no graphics, no child processes. It shows no page,
 * so there is nothing to sandbox.
 */
const SWITCHES: readonly string[] = [
  '--no-sandbox',
  '--no-zygote',
  '--ozone-platform=headless',
  '--disable-gpu',
  '--in-process-gpu',
  '--enable-features=NetworkServiceInProcess2',
];

/**
 * The helper's own part: `--state FOLDER [--shared] [--stay] [--mortal] [--restore] [--allow VENDOR:PRODUCT]…`.
 */
export type HelperOptions = {
  /** The folder of socket, token and originals. */
  readonly state: string;
  /** The folder's group may give orders. */
  readonly shared: boolean;
  /** Keeps running when nobody needs it. */
  readonly stay: boolean;
  /** Releases everything after a minute without a station: practice must not leave a desk dead. */
  readonly mortal: boolean;
  /** Restores what a killed helper left changed, holds nothing, and exits. */
  readonly restore: boolean;
  /** The second process, which holds and serves; the first one restarts it. */
  readonly worker: boolean;
  /** `vendor:product` of a headset or webcam of the site. */
  readonly allow: readonly string[];
};

/** What the program was started as. */
export type Started =
  | { readonly kind: 'station' }
  | { readonly kind: 'helper'; readonly options: HelperOptions }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Whether these arguments are exactly the helper's: the switches above in their order, the mark, and what
 * {@link HelperOptions} names. Anything else with the mark is refused; without it, the station judges.
 */
export function helperStart(given: readonly string[]): Started {
  const at = given.indexOf(MARK);
  if (at < 0) return { kind: 'station' };
  if (at !== SWITCHES.length || SWITCHES.some((one, index) => given[index] !== one))
    return { kind: 'refused', why: `what comes before ${MARK} is not as it must be` };
  return readOptions(given.slice(at + 1));
}

/** The options of a helper started by plain Node, without Chromium's switches. */
export function helperOptions(argv: readonly string[]): Started {
  return readOptions(argv.slice(argv.indexOf(MARK) + 1));
}

function readOptions(given: readonly string[]): Started {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        state: { type: 'string' },
        shared: { type: 'boolean', default: false },
        stay: { type: 'boolean', default: false },
        mortal: { type: 'boolean', default: false },
        restore: { type: 'boolean', default: false },
        worker: { type: 'boolean', default: false },
        allow: { type: 'string', multiple: true, default: [] },
      },
    });
    const { state } = values;
    if (state === undefined || state === '') return { kind: 'refused', why: '--state FOLDER is missing' };
    return { kind: 'helper', options: { ...values, state } };
  } catch (error) {
    // Not an option of the helper.
    return { kind: 'refused', why: messageOf(error) };
  }
}

/** The arguments that make the program a helper; an unpackaged program puts the app's folder first. */
export function helperArguments(state: string, more: readonly string[] = []): readonly string[] {
  return [...SWITCHES, MARK, '--state', state, ...more];
}

/** The same program as a worker: derived from this process's own arguments. */
export function workerArguments(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf(MARK);
  const after = argv.slice(at + 1).filter((one) => one !== '--worker');
  return [...argv.slice(1, at + 1), '--worker', ...after];
}
