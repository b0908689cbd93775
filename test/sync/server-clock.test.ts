import { afterEach, expect, it } from 'vitest';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';
import { hands, station, temporaryFolder } from './station.ts';

const HOUR_MS = 3_600_000;
const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

it.each([[HOUR_MS], [-HOUR_MS]])(
  'reads are signed with the time of a server whose clock is %d ms ahead, the entries keep the station’s',
  async (aheadMs) => {
    const time = hands();
    const folder = temporaryFolder();
    cleanUps.push(() => folder.remove());
    const clock = { ...time, now: () => time.now() + aheadMs };
    const created = await createInstitution({ dataDir: ':memory:', clock, seed: practiceSeed(clock.now()) });
    if (!created.ok) throw new Error(created.refusal.code);
    const server = created.value;
    cleanUps.push(() => server.close());
    let here = station(server.url, folder.path, time);
    cleanUps.push(() => here.stop());
    expect((await here.sync.enrol(await server.code())).ok).toBe(true);
    here.note('before');
    await here.sync.syncNow();
    expect(here.sync.status().total).toBe(1);
    expect(await server.listEntries(here.journal.chain)).toHaveLength(1);

    // After a restart the server's clock is unknown: the first read is refused and signed again.
    here = await here.restart();
    here.note('after the restart');
    await here.sync.syncNow();
    expect(here.sync.status().code).not.toBe('clock-skewed');
    const [entry] = here.journal.read(here.journal.head?.seq ?? 0, 1);
    expect(Math.abs(Date.parse(entry?.header.at ?? '') - time.now())).toBeLessThan(HOUR_MS / 2);
    expect((await server.listEntries(here.journal.chain)).at(-1)?.hash).toBe(here.journal.head?.hash);
  },
);
