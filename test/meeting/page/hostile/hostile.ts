import { ASKING } from './asking.ts';
import { wait, type Attempt } from './attempt.ts';
import { LEAVING } from './leaving.ts';
import { MEDDLING } from './meddling.ts';
import { REACHING } from './reaching.ts';

/** Runs every attempt in turn, and continues where it was after a reload. */
const query = new URLSearchParams(location.search);
const canary = query.get('canary') ?? '';
const place = window.top === window ? 'main' : 'frame';
/** Runs only these attempts, which are known to succeed, with patience for a busy machine. */
const only = query.getAll('only');
const PATIENCE_MS = 1500;
const LONG_PATIENCE_MS = 15_000;
// The outer page reloads this one when it falls silent.
setInterval(() => window.parent.postMessage('alive', '*'), 200);

async function tell(what: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const answer = await fetch(`/meet/hostile/report?${new URLSearchParams({ place, ...what }).toString()}`);
  return (await answer.json()) as readonly string[];
}

async function outcome(attempt: Attempt): Promise<string | null> {
  const outside = `${canary}/${encodeURIComponent(`${place} ${attempt.name}`)}`;
  const patienceMs = only.length > 0 ? LONG_PATIENCE_MS : (attempt.patienceMs ?? PATIENCE_MS);
  const late = wait(patienceMs).then(() => null);
  try {
    return await Promise.race([attempt.try({ outside, origin: location.origin }), late]);
  } catch {
    return null;
  }
}

async function run(): Promise<void> {
  const begun = await tell({});
  // Attempts that break the page's own tools come last.
  for (const attempt of [...REACHING, ...ASKING, ...MEDDLING.slice(0, 2), ...LEAVING, ...MEDDLING.slice(2)]) {
    if (begun.includes(attempt.name) || (only.length > 0 && !only.includes(attempt.name))) continue;
    document.title = attempt.name;
    await tell({ begin: attempt.name });
    const got = await outcome(attempt);
    await tell({ name: attempt.name, ...(got === null ? {} : { got }) });
  }
  await tell({ done: 'yes' });
  document.body.textContent = 'done';
}

void run();
