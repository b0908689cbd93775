import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/sync/wire.ts';
import { EntriesAnswer } from '../../shared/sync/wire.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { emptySeed } from './practice-data.ts';
import { enrolDouble, entriesAfter, headOf, testClock } from './station-double.ts';
import { newDatabase, onEachDatabase, startInstance } from './testing.ts';

const INSTITUTION = emptySeed().institution.id;
const ONE = '0199a000-0000-7000-8000-00000000000a';
const TWO = '0199a000-0000-7000-8000-00000000000b';
const PERIOD = { from: null, to: null };

function completed(
  session: string,
  inmateName: string,
): { readonly type: string; readonly body: JsonObject } {
  const row: Json = JSON.parse(JSON.stringify({ ...SAMPLE_ROW, session, inmateName }));
  return { type: 'tracking.completed', body: { version: 1, row } };
}

onEachDatabase(() => {
  it('what stations sent of a person is found, exported, held and erased, and the chains still verify', async () => {
    const clock = testClock('2027-06-01T12:00:00.000Z');
    const institution = await startInstance(await newDatabase(), { clock });
    const { institution: rules } = await institution.service.institutions.get(INSTITUTION);
    const { records } = rules;
    const station = await enrolDouble(institution.url, await institution.code());
    const chain = await station.openChain();
    const entries = entriesAfter(chain, null, [
      { session: ONE, body: { inmate: 'Example, Maple' } },
      { session: ONE, ...completed(ONE, 'Example, Maple') },
      { session: TWO, ...completed(TWO, 'Example, Willow') },
    ]);
    const pushed = await station.push(chain, null, entries);
    expect(EntriesAnswer.parse(pushed.json).accepted).toBe(3);
    await station.call('POST', `/v1/chains/${chain}/evidence`, { entries: entries.slice(0, 2) });

    expect(await records.find('maple example')).toMatchObject([{ id: ONE, inmate: 'Example, Maple' }]);
    const read = await records.read('staff-1', [{ kind: 'visit', id: ONE }]);
    expect(read.visits.map(({ inmateName }) => inmateName)).toEqual(['Example, Maple']);
    const observation = { source: 'site', text: 'An observation', reference: '' } as const;
    expect(await records.observe('staff-1', ONE, observation)).toMatchObject({
      refusal: { code: 'observation-at-station' },
    });

    await records.setRules('staff-1', { booking: null, visit: 1, 'reported-visit': 1 }, 0);
    await records.hold('staff-1', 'Example, Willow', 'A-2026-1');
    const { due } = await records.state();
    expect(await records.erase('staff-1', due)).toEqual({ ok: true, value: { erased: 1 } });

    const held = await institution.listEntries(chain);
    expect(held.map(({ hash }) => hash)).toEqual(entries.map(({ hash }) => hash));
    expect(held.map(({ body, salt }) => body === null && salt === null)).toEqual([true, true, false]);
    expect((await institution.trackingRows(PERIOD)).map((row) => row['session'])).toEqual([TWO]);
    expect(JSON.stringify(await institution.listEvidence(chain))).not.toContain('Maple');
    expect(await records.find('maple example')).toEqual([]);
    const next = entriesAfter(chain, headOf(entries), [{}]);
    expect((await station.push(chain, headOf(entries), next)).status).toBe(200);
  });

  it('an institution finds and erases nothing of another', async () => {
    const institution = await startInstance(await newDatabase());
    const { service } = institution;
    const { profile } = await service.institutions.get(INSTITUTION);
    const other = await service.institutions.add({
      ...profile,
      institution: { ...profile.institution, id: 'other' },
    });
    const station = await enrolDouble(institution.url, await institution.code());
    const chain = await station.openChain();
    const entries = entriesAfter(chain, null, [{ session: ONE, ...completed(ONE, 'Example, Maple') }]);
    await station.push(chain, null, entries);
    expect(await other.institution.records.find('maple')).toEqual([]);
    await service.syncStore.write((writer) => writer.eraseSessions('other', [ONE]));
    expect((await institution.listEntries(chain))[0]?.body).toMatchObject({ version: 1 });
    expect(await institution.trackingRows(PERIOD)).toHaveLength(1);
  });
});
