import { beforeEach, describe, expect, it } from 'vitest';
import { createBookings } from './bookings.ts';
import { firstBrokenEntry } from './audit.ts';
import { createBed, sampleBooking, SITE, VERIFIER, type Bed } from './institution.fixture.ts';
import { createInstitution } from './institution.ts';
import { createStaff } from './staff.ts';

const DETAILS = { name: 'Example, Hazel', roles: ['it' as const], validUntil: '9999-12-31T23:59:59.999Z' };

let source: Bed;
let target: Bed;
beforeEach(async () => {
  source = await createBed();
  const other = await createBed();
  target = { ...other, context: { ...other.context, institutionId: 'institution-two' } };
  const staff = createStaff(source.context);
  const added = await staff.add('staff-rowan', DETAILS);
  await staff.setPin(added.ok ? added.value.code : '', VERIFIER);
  await createBookings(source.context).book('staff-hazel', sampleBooking());
  await source.store.write((writer) => writer.put('settings', 'cues', { minutes: [10] }));
});

const from = (bed: Bed) => createInstitution(bed.context).moves;
const exported = async (bed: Bed) => {
  const { made, code } = await from(bed).export('staff-rowan');
  return { file: made.files[0]?.content ?? new Uint8Array(), code };
};
const rowsOf = (bed: Bed, map: 'people' | 'staff' | 'schedule' | 'settings' | 'sites') =>
  bed.store.read(async (reader) => (await reader.rows(map)).map(({ key, row }) => ({ key, row })));

describe('An institution that moves', () => {
  it('brings staff with their PINs, sites, bookings, settings and the audit, and goes on in its own chain', async () => {
    const { file, code } = await exported(source);
    const institution = createInstitution(target.context);
    const announced: string[] = [];
    institution.onChange((feeds) => announced.push(...feeds));
    expect(await institution.moves.takeOver('staff-target', file, code.toLowerCase())).toMatchObject({
      value: { people: 1, staff: 1, schedule: 1, settings: 1, sites: 0, audit: 4 },
    });
    for (const map of ['people', 'staff', 'schedule', 'settings', 'sites'] as const)
      expect(await rowsOf(target, map)).toEqual(await rowsOf(source, map));
    expect(announced).toEqual(['staff', 'sites', 'schedule', 'settings']);
    const { chains } = await institution.wholeAudit();
    expect(chains.map(({ entries }) => entries.map(({ action }) => action))).toEqual([
      ['staff.added', 'staff.pin-set', 'booking.booked', 'institution.exported'],
      ['institution.taken-over'],
    ]);
    for (const { entries } of chains) expect(firstBrokenEntry(entries)).toBeNull();
    expect(chains[1]?.entries[0]?.detail).toMatchObject({ head: chains[0]?.entries.at(-1)?.hash });
  });

  it('brings the audit of the institutions that moved there before, and not its own when it comes back', async () => {
    const second = await createBed();
    const at = (bed: Bed, id: string) => createInstitution({ ...bed.context, institutionId: id });
    const move = async (from: ReturnType<typeof at>, to: ReturnType<typeof at>) => {
      const { made, code } = await from.moves.export('staff-rowan');
      return to.moves.takeOver('staff-rowan', made.files[0]?.content ?? new Uint8Array(), code);
    };
    const chainsAt = async (institution: ReturnType<typeof at>) =>
      (await institution.wholeAudit()).chains.map((chain) => [chain.institution, chain.entries.length]);
    const [one, two, three] = [at(source, 'one'), at(second, 'two'), at(target, 'three')];
    expect(await move(one, two)).toMatchObject({ ok: true });
    expect(await move(two, three)).toMatchObject({ ok: true });
    expect(await chainsAt(three)).toEqual([
      ['one', 4],
      ['two', 2],
      [null, 1],
    ]);
    expect(await move(three, one)).toMatchObject({ ok: true });
    expect(await chainsAt(one)).toEqual([
      ['three', 2],
      ['two', 2],
      [null, 5],
    ]);
  });

  it('brings a setting that is a list', async () => {
    await source.store.write((writer) => writer.put('settings', 'support', [{ name: 'Sample' }]));
    const { file, code } = await exported(source);
    await from(target).takeOver('staff-target', file, code);
    expect(await rowsOf(target, 'settings')).toContainEqual({ key: 'support', row: [{ name: 'Sample' }] });
  });

  it('moves back the same way', async () => {
    const there = await exported(source);
    await from(target).takeOver('staff-target', there.file, there.code);
    await createBookings(target.context).book(
      'staff-hazel',
      sampleBooking({ startsAt: '2026-12-09T18:30:00.000Z', endsAt: '2026-12-09T19:30:00.000Z' }),
    );
    const { file, code } = await exported(target);
    expect(await from(source).takeOver('staff-rowan', file, code)).toMatchObject({ ok: true });
    expect(await rowsOf(source, 'schedule')).toHaveLength(2);
  });

  it('keeps what is here already, and of one site the row from the newer list', async () => {
    const newer = { ...SITE, listDate: '2026-11-20', telephone: '902-555-0100' };
    await source.store.write((writer) => writer.put('sites', SITE.id, newer));
    await target.store.write((writer) => writer.put('settings', 'cues', { minutes: [3] }));
    const { file, code } = await exported(source);
    await from(target).takeOver('staff-target', file, code);
    expect(await rowsOf(target, 'settings')).toEqual([{ key: 'cues', row: { minutes: [3] } }]);
    expect(await rowsOf(target, 'sites')).toEqual([{ key: SITE.id, row: newer }]);
  });

  it('is refused a second time, with another code, cut off, or when it is another file', async () => {
    const { file, code } = await exported(source);
    const moves = from(target);
    const refused = async (content: Uint8Array, typed: string) => {
      const done = await moves.takeOver('staff-target', content, typed);
      return done.ok ? null : done.refusal.code;
    };
    expect(await refused(file, 'ABCD-EFGH')).toBe('transfer-wrong-code');
    expect(await refused(file.slice(0, -1), code)).toBe('transfer-wrong-code');
    expect(await refused(Buffer.from('id,name'), code)).toBe('transfer-not-readable');
    expect(await rowsOf(target, 'people')).toEqual([]);
    expect(await refused(file, code)).toBeNull();
    expect(await refused(file, code)).toBe('transfer-known');
  });

  it('leaves nothing here when a power cut ends it at any write', async () => {
    const { file, code } = await exported(source);
    for (let cut = 0; cut < 20; cut += 1) {
      let writes = 0;
      const context = {
        ...target.context,
        store: {
          ...target.store,
          write: <T>(work: Parameters<typeof target.store.write<T>>[0]) =>
            target.store.write<T>((writer) =>
              work({
                ...writer,
                putAll: (...rows) => {
                  writes += 1;
                  return writes > cut ? Promise.reject(new Error('power cut')) : writer.putAll(...rows);
                },
              }),
            ),
        },
      };
      const moving = createInstitution(context).moves.takeOver('staff-target', file, code);
      const ended = await moving.then(
        () => 'done',
        () => 'cut',
      );
      if (ended === 'done') break;
      expect(await rowsOf(target, 'people')).toEqual([]);
      expect(await target.store.read((reader) => reader.rows('former-audit'))).toEqual([]);
    }
    expect(await rowsOf(target, 'people')).toHaveLength(1);
  });

  it('shows no name in the file', async () => {
    const { file } = await exported(source);
    expect(Buffer.from(file).toString('latin1')).not.toMatch(/Hazel|Maple/u);
  });
});
