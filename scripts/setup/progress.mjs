// What set-up says while it works. All of it goes to stderr: the command's stdout stays its own.

const terminal = process.stderr.isTTY === true;
const everyMs = terminal ? 250 : 10_000;
const worthTellingMs = 400;

const underWay = new Map();
let timer;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function wipe() {
  if (terminal) process.stderr.write('\r\x1b[2K');
}

function show() {
  if (underWay.size === 0) return;
  const parts = [];
  for (const [name, step] of underWay) {
    parts.push(`${name}${step.detail ? `: ${step.detail}` : ''} (${seconds(step.since)})`);
  }
  const line = `  ... ${parts.join(' | ')}`;
  if (!terminal) process.stderr.write(`${line}\n`);
  else process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
}

/** Prints one line without disturbing what is under way. */
export function say(line) {
  wipe();
  process.stderr.write(`${line}\n`);
  if (terminal) show();
}

/**
 * Runs one step and prints one line when it is done, with the time it took. A step that had nothing to do
 * (quick, without a result) prints nothing.
 *
 * @template T
 * @param {string} name
 * @param {(report: (detail: string) => void) => Promise<T>} work gets a function that says how far it is
 * @param {(result: T) => string | undefined} [describe] what to say about the result
 * @returns {Promise<T>}
 */
export async function step(name, work, describe) {
  const entry = { since: performance.now(), detail: '' };
  underWay.set(name, entry);
  timer ??= setInterval(show, everyMs);
  try {
    const result = await work((detail) => {
      entry.detail = detail;
    });
    underWay.delete(name);
    if (performance.now() - entry.since > worthTellingMs) {
      const about = describe?.(result);
      say(`  ok  ${name}${about ? `: ${about}` : ''} (${seconds(entry.since)})`);
    }
    return result;
  } finally {
    underWay.delete(name);
    if (underWay.size === 0) {
      clearInterval(timer);
      timer = undefined;
      wipe();
    }
  }
}
