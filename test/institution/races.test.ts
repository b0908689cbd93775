import { expect, it } from 'vitest';
import { sampleBooking, SITE } from '../../institution/core/institution.fixture.ts';
import { visitEntries } from '../../institution/core/running-visits.fixture.ts';
import { createRunningVisits, type VisitChanges } from '../../institution/core/running-visits.ts';
import type { Clock } from '../../shared/clock.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { EntriesAnswer, FeedAnswer } from '../../shared/sync/wire.ts';
import { emptySeed } from './practice-data.ts';
import type { Institution, InstitutionOptions } from './server.ts';
import { enrolDouble, entriesAfter, headOf, sendEnrolment, stationDouble } from './station-double.ts';
import { newDatabase, onEachDatabase, startInstance, startInstitution } from './testing.ts';

const INSTITUTION = emptySeed().institution.id;

onEachDatabase(() => {
  /** Two instances on one database; SQLite has one process, so there both are the same. */
  async function startTwo(
    options: Partial<InstitutionOptions> = {},
  ): Promise<readonly [Institution, Institution]> {
    const database = await newDatabase();
    const first = await startInstance(database, options);
    return [first, database === null ? first : await startInstance(database, options)];
  }

  it('one code that is used twice at once enrols one station', async () => {
    const both = await startTwo();
    for (let round = 0; round < 5; round += 1) {
      const code = await both[0].code();
      const answers = await Promise.all(
        both.map(({ url }) => sendEnrolment(url, code, signerFromSeed(newSeed()))),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403]);
    }
    expect((await both[1].overview()).stations).toHaveLength(5);
  });

  it('one code for a password that is used twice at once makes one account', async () => {
    const both = await startTwo();
    const accounts = both.map(({ service }) => service.people.accounts);
    let code = (await both[0].service.people.firstCode(INSTITUTION, 'Sample, Hazel')) ?? '';
    for (let round = 0; round < 2; round += 1) {
      const used = await Promise.all(
        accounts.map((one, at) =>
          one.activate(
            { code, login: `person-${round}-${at}`, password: 'seven quiet herons' },
            `192.0.2.${2 * round + at}`,
          ),
        ),
      );
      expect(used.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'code-refused' } });
      const [won, ...others] = used.flatMap((answer) => (answer.ok ? [answer.value] : []));
      expect(others).toEqual([]);
      ({ code } = await accounts[0]!.issueCode(INSTITUTION, won!.staff));
    }
  });

  it('two instances that take one chain at once keep one copy of it, without a gap', async () => {
    const both = await startTwo();
    const station = await enrolDouble(both[0].url, await both[0].code());
    const elsewhere = stationDouble(both[1].url, station.station, station.keyId, station.signer);
    const chain = await station.openChain();
    const entries = entriesAfter(
      chain,
      null,
      Array.from({ length: 40 }, () => ({})),
    );
    let accepted = 0;
    for (let at = 0; at < entries.length; at += 10) {
      const answers = await Promise.all(
        [station, elsewhere, station, elsewhere].map((caller) =>
          caller.push(chain, headOf(entries.slice(0, at)), entries.slice(at, at + 10)),
        ),
      );
      for (const { json } of answers) accepted += EntriesAnswer.parse(json).accepted;
    }
    expect(accepted).toBe(40);
    expect((await both[1].listEntries(chain)).map(({ hash }) => hash)).toEqual(
      entries.map(({ hash }) => hash),
    );
  });

  it('of two entries for one place only one is kept, and the other is a fork', async () => {
    const both = await startTwo();
    const station = await enrolDouble(both[0].url, await both[0].code());
    const elsewhere = stationDouble(both[1].url, station.station, station.keyId, station.signer);
    const chain = await station.openChain();
    const [one, other] = [entriesAfter(chain, null, [{}]), entriesAfter(chain, null, [{}])];
    const answers = await Promise.all([station.push(chain, null, one), elsewhere.push(chain, null, other)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await both[0].listEntries(chain)).toHaveLength(1);
  });

  it('a directive that one instance takes wakes the poll that waits at the other', async () => {
    const both = await startTwo();
    const station = await enrolDouble(both[0].url, await both[0].code());
    let ver = 0;
    for (let round = 1; round <= 5; round += 1) {
      const waiting = station.call('GET', `/v1/feeds/directives?gen=1&after=${ver}&wait=25`);
      await both[1].setFeedRow('directives', `directive-${round}`, { round });
      const page = FeedAnswer.parse((await waiting).json);
      expect(page.ops).toEqual([{ op: 'put', key: `directive-${round}`, row: { round } }]);
      ({ ver } = page);
    }
  });

  it('two schedulers who book the same hour at once: one is refused', async () => {
    const sites = new Map<string, Json>([[SITE.id, JSON.parse(JSON.stringify(SITE))]]);
    const seed = emptySeed();
    const both = await startTwo({ seed: { ...seed, feeds: { ...seed.feeds, sites } } });
    const booked = await Promise.all(
      both.map(async ({ service }, at) => {
        const { institution } = await service.institutions.get(INSTITUTION);
        return institution.bookings.book(`staff-${at}`, sampleBooking({ meeting: MEETING }));
      }),
    );
    expect(booked.filter(({ ok }) => ok)).toHaveLength(1);
    expect(booked.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'conflict-inmate' } });
    const { institution } = await both[0].service.institutions.get(INSTITUTION);
    expect((await institution.audit(0, 10)).broken).toBeNull();
  });

  it('two schedulers who change one booking at once: one is refused, because it has changed', async () => {
    const sites = new Map<string, Json>([[SITE.id, JSON.parse(JSON.stringify(SITE))]]);
    const seed = emptySeed();
    const both = await startTwo({ seed: { ...seed, feeds: { ...seed.feeds, sites } } });
    const bookings = await Promise.all(
      both.map(async ({ service }) => (await service.institutions.get(INSTITUTION)).institution.bookings),
    );
    const booked = await bookings[0]?.book('staff-0', sampleBooking({ meeting: MEETING }));
    if (booked?.ok !== true) throw new Error('not booked');
    const changed = await Promise.all(
      bookings.map((one, at) =>
        one.change(`staff-${at}`, booked.value, sampleBooking({ meeting: MEETING, reference: `${at}` }), []),
      ),
    );
    expect(changed.filter(({ ok }) => ok)).toHaveLength(1);
    expect(changed.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'booking-changed' } });
  });

  it('a page that asks for changes while two instances take them in misses none', async () => {
    const both = await startTwo();
    const follow = await Promise.all(
      both.map(async ({ service }) =>
        createRunningVisits((await service.institutions.get(INSTITUTION)).store, CLOCK),
      ),
    );
    const known = new Set<string>();
    let ver: number | null = null;
    const ask = async () => {
      const answer: VisitChanges | undefined = await follow[0]?.changes(ver);
      for (const { station } of answer?.visits ?? []) known.add(station);
      ver = answer?.ver ?? null;
    };
    const taken = Promise.all(
      Array.from({ length: 40 }, async (_, n) =>
        follow[n % 2]?.follow({ id: `st_${n}`, location: '' }, visitEntries(`session-${n}`, CLOCK.now())),
      ),
    );
    for (let n = 0; n < 20; n += 1) await ask();
    await taken;
    await ask();
    expect(known.size).toBe(40);
  });

  it('an institution sees nothing of another in the same service', async () => {
    const { institution } = await startInstitution();
    const { service } = institution;
    const { profile } = await service.institutions.get(INSTITUTION);
    const other = await service.institutions.add({
      ...profile,
      institution: { ...profile.institution, id: 'other' },
    });
    await institution.setFeedRow('settings', 'cues', { minutes: [5] });
    await other.store.write((writer) => writer.put('settings', 'secret', 'other'));
    const code = await service.issueCode({ institution: 'other', location: 'Room 2', device: null });
    const station = await enrolDouble(institution.url, code);
    const page = FeedAnswer.parse((await station.call('GET', '/v1/feeds/settings')).json);
    expect(page.ops).toEqual([{ op: 'put', key: 'secret', row: 'other' }]);
    expect(await institution.feedRows('settings')).toEqual(new Map([['cues', { minutes: [5] }]]));
    expect((await institution.overview()).stations).toEqual([]);
  });
});

const CLOCK: Clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' };
const MEETING = { url: 'https://visits-visites.webex.com/visits-visites/j.php?MTID=m0000' };
