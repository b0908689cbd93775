// Runs the programs that set-up needs, and ends them if set-up itself is ended.
import { spawn } from 'node:child_process';

const children = new Map();
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const ownGroup = process.platform !== 'win32';

function end(child, signal) {
  if (child.pid === undefined) return;
  try {
    // The whole group: a compiler's driver leaves its passes behind.
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends the running children, except those that must not be interrupted. */
export function endChildren() {
  for (const [child, options] of children) if (!options.toTheEnd) end(child, 'SIGTERM');
}

/** Until `stop()` is called, a signal to set-up ends its children and then set-up. */
export function endChildrenOnSignal() {
  const handlers = /** @type {(keyof typeof signalNumbers)[]} */ (Object.keys(signalNumbers)).map(
    (signal) => {
      const handler = () => {
        endChildren();
        const last = [...children.values()].filter((options) => options.toTheEnd);
        if (last.length > 0) process.stderr.write('\nwaiting for apt-get to finish\n');
        void Promise.all(last.map((options) => options.closed)).then(() => {
          process.exit(128 + signalNumbers[signal]);
        });
      };
      process.on(signal, handler);
      return { signal, handler };
    },
  );
  return { stop: () => handlers.forEach(({ signal, handler }) => process.off(signal, handler)) };
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, toTheEnd?: boolean, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} code 127 where there is no such program,
 *   124 where it was too slow; output is stdout and stderr as they came
 */
export function run(command, parameters, options = {}) {
  return new Promise((settle) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      shell: process.platform === 'win32' && command === 'npm',
    });
    const closed = new Promise((ended) => child.once('close', ended).once('error', ended));
    children.set(child, { toTheEnd: options.toTheEnd, closed });
    let stdout = '';
    let output = '';
    let late = false;
    const slow = options.timeoutMs
      ? setTimeout(() => {
          late = true;
          end(child, 'SIGKILL');
        }, options.timeoutMs)
      : undefined;
    const take = (text) => {
      output += text;
      if (options.onLine) for (const line of text.split('\n')) if (line.trim()) options.onLine(line.trim());
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    const done = (code) => {
      clearTimeout(slow);
      children.delete(child);
      settle({ code, stdout, output });
    };
    child.on('error', (error) => {
      output += error.message;
      done(127);
    });
    child.on('close', (code) => done(late ? 124 : (code ?? 1)));
  });
}

/** The last lines of what a program said, for a person to read. */
export function lastLines(output, count = 12) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
