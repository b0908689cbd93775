import { ASKING } from './asking.ts';
import { wait, type Attempt } from './attempt.ts';
import { LEAVING } from './leaving.ts';
import { MEDDLING } from './meddling.ts';
import { REACHING } from './reaching.ts';

/** Tries everything, one after the other, and goes on where it was when it is loaded again. */
const query = new URLSearchParams(location.search);
const canary = query.get('canary') ?? '';
const mayLeave = query.get('leave') !== 'no';
const place = window.top === window ? 'main' : 'frame';
const PATIENCE_MS = 1500;
/** In a page that nothing guards, what would leave it for good or hold it up is left out. */
const WITHOUT_RETURN =
  /^go to|^meta refresh|^form sent|around it|^leaving held up|^printing|^an alert|^a file|^a folder|^download/;

// Whoever is around us loads us again when we fall silent.
setInterval(() => window.parent.postMessage('alive', '*'), 200);

async function tell(what: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const answer = await fetch(`/meet/hostile/report?${new URLSearchParams({ place, ...what }).toString()}`);
  return (await answer.json()) as readonly string[];
}

async function outcome(attempt: Attempt): Promise<string | null> {
  const outside = `${canary}/${encodeURIComponent(`${place} ${attempt.name}`)}`;
  const late = wait(attempt.patienceMs ?? PATIENCE_MS).then(() => null);
  try {
    return await Promise.race([attempt.try({ outside, origin: location.origin }), late]);
  } catch {
    return null;
  }
}

async function run(): Promise<void> {
  const begun = await tell({});
  // What puts the page's own tools out of order comes last.
  for (const attempt of [...REACHING, ...ASKING, ...MEDDLING.slice(0, 2), ...LEAVING, ...MEDDLING.slice(2)]) {
    if (begun.includes(attempt.name) || (!mayLeave && WITHOUT_RETURN.test(attempt.name))) continue;
    document.title = attempt.name;
    await tell({ begin: attempt.name });
    const got = await outcome(attempt);
    await tell({ name: attempt.name, ...(got === null ? {} : { got }) });
  }
  await tell({ done: 'yes' });
  document.body.textContent = 'done';
}

void run();
