import { visitEntries, wire } from '../../institution/core/running-visits.fixture.ts';
import { createRunningVisits } from '../../institution/core/running-visits.ts';
import { addInstitution, createStore } from '../../institution/store/scoped-store.ts';
import { openSqliteDatabase } from '../../institution/store/sqlite-database.ts';
import { openSqliteFile } from '../../institution/store/sqlite-file.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

const PLAIN = {
  seal: (_about: string, plain: Uint8Array) => plain,
  unseal: (_: string, text: Uint8Array) => text,
};
const CHANGES = 200;

/** What a change costs on "Now": taking it in, and answering a page that knows all others. */
export async function nowFigure({ say }: BenchOptions): Promise<Figure> {
  say('institution: a change on "Now" among 50 visits and among 500');
  // The first round compiles.
  await millisecondsPerChange(50);
  const few = await millisecondsPerChange(50);
  const many = await millisecondsPerChange(500);
  return {
    name: 'a change on "Now" with 500 visits under way over 50',
    value: many / few,
    target: { kind: 'at-most', value: 1.5 },
    parts: { '500 visits ms': many, '50 visits ms': few },
  };
}

async function millisecondsPerChange(count: number): Promise<number> {
  const opened = openSqliteFile(null);
  if (!opened.ok) throw new Error(opened.refusal.code);
  const database = await openSqliteDatabase(opened.value);
  await addInstitution(database, 'bench');
  const clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' as const };
  const visits = createRunningVisits(createStore(database, 'bench', PLAIN), clock);
  const now = Date.now();
  const stationOf = (n: number) => ({ id: `st_${n}`, location: `Room ${n}` });
  for (let n = 0; n < count; n += 1) await visits.follow(stationOf(n), visitEntries(`session-${n}`, now));
  let { ver } = await visits.changes(null);
  const times: number[] = [];
  for (let n = 0; n < CHANGES; n += 1) {
    const at = n % count;
    const body = { staff: 'staff-1' };
    const entry = { type: 'facilitator.left', body, session: `session-${at}` } as const;
    const began = performance.now();
    await visits.follow(stationOf(at), [wire(entry, 5 + n, now)]);
    const answer = await visits.changes(ver);
    times.push(performance.now() - began);
    if (answer.visits.length !== 1) throw new Error('More than the change was answered');
    ({ ver } = answer);
  }
  await database.close();
  return median(times);
}
