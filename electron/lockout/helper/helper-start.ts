import { parseArgs } from 'node:util';
import { messageOf } from '../step-stack.ts';

/** What makes the program a helper. */
export const MARK = '--lock-helper';

/**
 * Chromium's part of the helper's command line: no display, no graphics, no process besides. It has no page and nothing
 * of anybody's to show, so there is nothing for a sandbox to hold.
 */
const SWITCHES: readonly string[] = [
  '--no-sandbox',
  '--no-zygote',
  '--ozone-platform=headless',
  '--disable-gpu',
  '--in-process-gpu',
  '--enable-features=NetworkServiceInProcess2',
];

/** What the helper is told: `--state FOLDER [--shared] [--stay] [--mortal] [--restore] [--allow VENDOR:PRODUCT]…`. */
export type HelperOptions = {
  /** Where socket, token and originals lie. */
  readonly state: string;
  /** The folder's group may give orders. */
  readonly shared: boolean;
  /** Does not end when nobody needs it. */
  readonly stay: boolean;
  /** Gives everything back once no station was there for a minute: practice must not leave a desk dead. */
  readonly mortal: boolean;
  /** Puts back what a killed helper left changed, holds nothing, and ends. */
  readonly restore: boolean;
  /** The second process, which holds and serves; the first one brings it back. */
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
 * Whether these arguments are the helper's, to the letter: the switches above in their order, the mark, and what
 * {@link HelperOptions} names. Anything else that has the mark is refused; what has none is the station's to judge.
 */
export function helperStart(given: readonly string[]): Started {
  const at = given.indexOf(MARK);
  if (at < 0) return { kind: 'station' };
  if (at !== SWITCHES.length || SWITCHES.some((one, index) => given[index] !== one))
    return { kind: 'refused', why: `what comes before ${MARK} is not as it must be` };
  return readOptions(given.slice(at + 1));
}

/** The options of a helper that was started by a plain Node, without Chromium's switches. */
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
    // An option that is not the helper's, or a word.
    return { kind: 'refused', why: messageOf(error) };
  }
}

/** The arguments that make the program a helper; after the app's own folder where it is not packaged. */
export function helperArguments(state: string, more: readonly string[] = []): readonly string[] {
  return [...SWITCHES, MARK, '--state', state, ...more];
}

/** The same program as a worker: from what this process was started with. */
export function workerArguments(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf(MARK);
  const after = argv.slice(at + 1).filter((one) => one !== '--worker');
  return [...argv.slice(1, at + 1), '--worker', ...after];
}
