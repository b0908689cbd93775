// Runs the command that set-up was for, passes signals on, and leaves nothing running behind it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeFlags, nodeModules, projectNode, repository, tiedToUs } from './places.mjs';
import { Unmet } from './unmet.mjs';

const graceMs = 10_000;
const mark = 'CHILD_LINK_RUN';

/** The processes that carry this run's mark in their environment, in whatever group or session they are. */
function marked(run) {
  if (process.platform !== 'linux') return [];
  const wanted = `${mark}=${run}`;
  const found = [];
  for (const name of readdirSync('/proc')) {
    const id = Number(name);
    if (!Number.isInteger(id) || id === process.pid) continue;
    try {
      if (
        readFileSync(join('/proc', name, 'environ'), 'latin1')
          .split('\0')
          .includes(wanted)
      )
        found.push(id);
    } catch (error) {
      // The process has ended, or belongs to another account.
      if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) throw error;
    }
  }
  return found;
}

function send(id, signal) {
  if (id === undefined) return;
  try {
    process.kill(id, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function endLeftovers(run) {
  for (const id of marked(run)) send(id, 'SIGTERM');
  for (let waited = 0; waited < 3_000 && marked(run).length > 0; waited += 100) await pause(100);
  for (const id of marked(run)) send(id, 'SIGKILL');
}

/**
 * @param {readonly string[]} command `node` means the project's Node 24
 * @param {{ environment: Record<string, string>, ownGroup: boolean }} options in a group of its own the command does
 *   not get the terminal's Ctrl-C a second time, but cannot read from the terminal either
 * @returns {Promise<number>} the command's exit code, 128 + the number of the signal that ended it
 */
export async function runCommand([name, ...parameters], options) {
  const run = randomUUID();
  const path = [dirname(projectNode), join(nodeModules, '.bin'), process.env.PATH].join(delimiter);
  const detached = options.ownGroup && process.platform !== 'win32';
  const line =
    name === 'node' ? [...tiedToUs, projectNode, ...nodeFlags, ...parameters] : [name, ...parameters];
  const child = spawn(line[0], line.slice(1), {
    cwd: repository,
    stdio: 'inherit',
    detached,
    env: { ...process.env, ...options.environment, PATH: path, [mark]: run },
  });
  let insist;
  const target = () => (child.pid === undefined ? undefined : detached ? -child.pid : child.pid);
  const pass = (signal) => {
    if (insist !== undefined) send(target(), 'SIGKILL');
    // A terminal has sent Ctrl-C to the command already where the two share a group.
    else if (detached) send(target(), signal);
    else if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    insist ??= setTimeout(() => send(target(), 'SIGKILL'), graceMs);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise((settle, refuse) => {
      child.on('error', () => {
        refuse(new Unmet(`\`${name}\` could not be started: check the command after "--".`));
      });
      child.on('close', (code, signal) => settle(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
  } finally {
    clearTimeout(insist);
    await endLeftovers(run);
    for (const signal of signals) process.off(signal, pass);
  }
}
