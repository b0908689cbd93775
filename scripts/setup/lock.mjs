// One at a time, over processes: a folder is made (which only one can), and kept fresh while the work goes on.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const freshenMs = 2_000;
const staleMs = 60_000;

function abandoned(folder) {
  try {
    if (Date.now() - statSync(folder).mtimeMs > staleMs) return true;
    const holder = JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8'));
    if (holder.host !== hostname()) return false;
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    // ESRCH: the holder died without letting go. Anything else: it is just being made or just being let go.
    return error.code === 'ESRCH';
  }
}

function tryTake(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
  writeFileSync(join(folder, 'holder.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

function clearAway(folder) {
  // Renaming first: of two that clear away at once, only one has it, and neither removes a fresh lock.
  const aside = `${folder}.stale-${process.pid}`;
  try {
    renameSync(folder, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/**
 * @template T
 * @param {string} folder the lock; its parent is made if need be
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if another process has the lock
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  while (!tryTake(folder)) {
    if (abandoned(folder)) {
      clearAway(folder);
      continue;
    }
    if (!told) onWait?.();
    told = true;
    await pause(200);
  }
  const letGo = () => rmSync(folder, { recursive: true, force: true });
  const freshen = setInterval(() => {
    const now = new Date();
    utimesSync(folder, now, now);
  }, freshenMs);
  freshen.unref();
  process.once('exit', letGo);
  try {
    return await work();
  } finally {
    clearInterval(freshen);
    process.off('exit', letGo);
    letGo();
  }
}
