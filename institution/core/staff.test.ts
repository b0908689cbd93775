import { beforeEach, describe, expect, it } from 'vitest';
import { createBed, DAY_MS, NOW, VERIFIER, type Bed } from './institution.fixture.ts';
import { createStaff, type IssuedCode, type Staff } from './staff.ts';
import type { StaffDetails } from './staff-details.ts';

const HAZEL: StaffDetails = {
  name: 'Hazel Example',
  roles: ['facilitator', 'it'],
  validUntil: '2027-11-29T00:00:00.000Z',
};

let bed: Bed;
let staff: Staff;
beforeEach(async () => {
  bed = await createBed();
  staff = createStaff(bed.context);
});

async function added(details: StaffDetails = HAZEL): Promise<IssuedCode> {
  const done = await staff.add('staff-first', details);
  if (!done.ok) throw new Error(done.refusal.code);
  return done.value;
}
async function versionOf(id: string) {
  const member = (await staff.list()).find((candidate) => candidate.id === id);
  return { id, ver: member?.ver ?? 0 };
}
const feed = () => bed.store.read((reader) => reader.rows('staff'));

describe('A member of the staff', () => {
  it('sets a PIN with a one-time code and only then reaches the station', async () => {
    const { id, code } = await added();
    expect(code).toMatch(/^(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/u);
    expect(await feed()).toEqual([]);
    expect(await staff.setPin(code.toLowerCase().replaceAll('-', ' '), VERIFIER)).toMatchObject({
      ok: true,
    });
    expect(await feed()).toMatchObject([{ key: id, row: { name: HAZEL.name, verifier: VERIFIER } }]);
    expect(await staff.list()).toMatchObject([{ id, hasPin: true, roles: HAZEL.roles }]);
  });

  it('cannot use a code twice, late, or a wrong one; all are refused alike', async () => {
    const { code } = await added();
    const other = await added({ ...HAZEL, name: 'Rowan Example' });
    const refused = { refusal: { code: 'pin-code-refused', values: {} } };
    expect(await staff.setPin(`${code}2`, VERIFIER)).toMatchObject(refused);
    expect(await staff.setPin('', VERIFIER)).toMatchObject(refused);
    await staff.setPin(code, VERIFIER);
    expect(await staff.setPin(code, VERIFIER)).toMatchObject(refused);
    bed.setNow(NOW + DAY_MS);
    expect(await staff.setPin(other.code, VERIFIER)).toMatchObject(refused);
  });

  it('cannot have a PIN that is cheap to guess', async () => {
    const { code } = await added();
    expect(await staff.setPin(code, { ...VERIFIER, N: 1024 })).toMatchObject({
      refusal: { code: 'pin-too-weak' },
    });
    expect(await staff.setPin(code, VERIFIER)).toMatchObject({ ok: true });
  });

  it('keeps the PIN when roles change, loses it when it is reset', async () => {
    const first = await added();
    await staff.setPin(first.code, VERIFIER);
    const { id, code } = await added({ ...HAZEL, roles: ['facilitator'] });
    await staff.setPin(code, VERIFIER);
    const changed = { ...HAZEL, roles: ['tracking' as const] };
    expect(await staff.change('staff-first', await versionOf(id), changed)).toMatchObject({ ok: true });
    expect((await feed()).find(({ key }) => key === id)?.row).toMatchObject({
      roles: ['tracking'],
      verifier: VERIFIER,
    });
    const reset = await staff.reset('staff-first', await versionOf(id));
    expect((await feed()).map(({ key }) => key)).toEqual([first.id]);
    expect(reset.ok && (await staff.setPin(reset.value.code, VERIFIER)).ok).toBe(true);
  });

  it('is not changed over somebody else’s change', async () => {
    const { id } = await added();
    const stale = await versionOf(id);
    await staff.change('staff-first', stale, { ...HAZEL, name: 'Hazel Sample' });
    expect(await staff.remove('staff-first', stale)).toMatchObject({ refusal: { code: 'staff-changed' } });
  });
});

it('The last person who can administer stays', async () => {
  const { id, code } = await added();
  await staff.setPin(code, VERIFIER);
  const refused = { refusal: { code: 'staff-last-administrator' } };
  expect(await staff.remove('staff-first', await versionOf(id))).toMatchObject(refused);
  expect(await staff.reset('staff-first', await versionOf(id))).toMatchObject(refused);
  expect(await staff.change('staff-first', await versionOf(id), { ...HAZEL, roles: ['head'] })).toMatchObject(
    refused,
  );
  expect(await feed()).toHaveLength(1);
});

it('No code, PIN or name is in the audit', async () => {
  const { code } = await added();
  await staff.setPin(code, VERIFIER);
  const audit = JSON.stringify(await bed.store.read((reader) => reader.auditAfter(0, 10)));
  expect(audit).toContain('staff.pin-set');
  for (const secret of [code, VERIFIER.hash, HAZEL.name]) expect(audit).not.toContain(secret);
});
