import { beforeEach, describe, expect, it } from 'vitest';
import { createBed, type Bed } from './institution.fixture.ts';
import { BUILT_IN_ZONES } from '../../shared/zones/built-in-zones.ts';
import { createSettings, type Settings } from './settings.ts';

let bed: Bed;
let settings: Settings;
beforeEach(async () => {
  bed = await createBed();
  settings = createSettings(bed.context);
});

describe('A setting', () => {
  it('is the station’s default until it is set, and again once it is taken back', async () => {
    const cues = async () => (await settings.list()).find(({ key }) => key === 'cues');
    expect(await cues()).toEqual({ key: 'cues', value: null, ver: 0 });
    expect(await settings.set('head', { key: 'cues', ver: 0 }, { minutes: [10, 2] })).toMatchObject({
      ok: true,
    });
    expect(await cues()).toMatchObject({ value: { minutes: [10, 2] }, ver: 1 });
    expect(bed.announced).toEqual(['settings']);
    expect(await settings.set('head', { key: 'cues', ver: 1 }, null)).toMatchObject({ ok: true });
    expect(await cues()).toMatchObject({ value: null });
  });

  it.each([
    ['cues', { minutes: [0] }],
    ['cues', {}],
    ['sign-in', { days: 61 }],
    ['opening', { timingToleranceMinutes: -1 }],
    ['notice', { version: '' }],
    ['support', [{ name: { en: 'Only English' } }]],
    ['visits-suspended', 'yes'],
  ] as const)('%s is not saved as %j', async (key, value) => {
    expect(await settings.set('head', { key, ver: 0 }, value)).toMatchObject({
      refusal: { code: 'setting-invalid' },
    });
    expect(await bed.store.read((reader) => reader.rows('settings'))).toEqual([]);
    expect(await bed.store.read((reader) => reader.auditAfter(0, 1))).toEqual([]);
  });

  it('of time zones is sent whole, or not at all', async () => {
    expect(await settings.setTimeZones('head', { ...BUILT_IN_ZONES, tz: 'newest' })).toMatchObject({
      refusal: { code: 'setting-invalid' },
    });
    expect(bed.announced).toEqual([]);
    const newer = { ...structuredClone(BUILT_IN_ZONES), tz: '2099a' };
    expect(await settings.setTimeZones('head', newer)).toEqual({ ok: true, value: '2099a' });
    const [sent] = await bed.store.read((reader) => reader.rows('settings'));
    expect(sent).toMatchObject({ key: 'time-zones', row: newer });
    expect(bed.announced).toEqual(['settings']);
  });

  it('is not changed over somebody else’s change', async () => {
    await settings.set('head', { key: 'sign-in', ver: 0 }, { days: 10 });
    expect(await settings.set('other', { key: 'sign-in', ver: 0 }, { days: 3 })).toMatchObject({
      refusal: { code: 'setting-changed' },
    });
  });
});
