// npm runs a script through a shell. If npm or that shell ends, no signal arrives here and the station would keep running unseen.
import { readFileSync } from 'node:fs';

const everyMs = 500;

function parentOf(id) {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'latin1'))?.[1]);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    return undefined;
  }
}

/** The processes that started this one: the shell, and npm above it. A parent other than npm may end and leave it running. */
const line = () => (process.platform === 'linux' ? [process.ppid, parentOf(process.ppid)] : [process.ppid]);

/** Under npm: takes the end of npm, or of its shell, as the wish to end. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const before = String(line());
  const watch = setInterval(() => {
    if (String(line()) === before) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, everyMs);
  watch.unref();
}
