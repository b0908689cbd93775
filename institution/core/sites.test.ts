import { beforeEach, describe, expect, it } from 'vitest';
import { createBookings } from './bookings.ts';
import { createBed, sampleBooking, SITE, type Bed } from './institution.fixture.ts';
import type { ListedSite } from './site-list.ts';
import { createSites, type ListPreview, type Sites } from './sites.ts';

const OLD: ListedSite = {
  id: SITE.id,
  name: { en: SITE.name.en, fr: SITE.name.fr },
  city: SITE.city,
  province: SITE.province,
  zone: SITE.zone,
  telephone: null,
  contact: null,
};
const NEW: ListedSite = { ...OLD, id: 'site-new', city: 'Truro' };

let bed: Bed;
let sites: Sites;
beforeEach(async () => {
  bed = await createBed();
  sites = createSites(bed.context);
});

async function preview(listed: readonly ListedSite[], listDate = '2026-12-01'): Promise<ListPreview> {
  const done = await sites.preview(listed, listDate);
  if (!done.ok) throw new Error(done.refusal.code);
  return done.value;
}

describe('A preview', () => {
  it('says what is new, changed and unchanged, and changes nothing', async () => {
    expect(await preview([OLD, NEW])).toMatchObject({
      added: [NEW],
      changed: [],
      withdrawn: [],
      unchanged: 1,
    });
    expect(await preview([{ ...OLD, telephone: '555-010-0101' }])).toMatchObject({
      changed: [{ fields: ['telephone'] }],
    });
    expect(await sites.list()).toHaveLength(1);
  });

  it('names withdrawn sites with the bookings that they stop', async () => {
    const booked = await createBookings(bed.context).book('staff-hazel', sampleBooking());
    expect(booked.ok).toBe(true);
    expect(await preview([NEW])).toMatchObject({
      withdrawn: [{ id: SITE.id }],
      stopped: [{ startsAt: '2026-12-03T18:30:00.000Z' }],
    });
  });
});

describe('An import', () => {
  it('does what the preview showed, and keeps a withdrawn site as withdrawn', async () => {
    const { token } = await preview([NEW]);
    expect(await sites.importList('staff-rowan', [NEW], '2026-12-01', token)).toMatchObject({ ok: true });
    expect((await sites.list()).map(({ id, authorized, listDate }) => [id, authorized, listDate])).toEqual([
      ['site-new', true, '2026-12-01'],
      [SITE.id, false, '2026-12-01'],
    ]);
    expect(await bed.store.read((reader) => reader.lastAuditEntry())).toMatchObject({
      action: 'sites.imported',
      detail: { added: 1, withdrawn: [SITE.id] },
    });
  });

  it('refuses a preview that something has overtaken, and changes nothing', async () => {
    const { token } = await preview([NEW]);
    await createBookings(bed.context).book('staff-hazel', sampleBooking());
    expect(await sites.importList('staff-rowan', [NEW], '2026-12-01', token)).toMatchObject({
      refusal: { code: 'list-preview-stale' },
    });
    expect(await sites.list()).toHaveLength(1);
  });

  it('refuses another list than the one that was previewed', async () => {
    const { token } = await preview([NEW]);
    expect(await sites.importList('staff-rowan', [OLD, NEW], '2026-12-01', token)).toMatchObject({
      refusal: { code: 'list-preview-stale' },
    });
  });

  it('refuses a list that is older than the last', async () => {
    expect(await sites.preview([OLD], '2026-10-01')).toMatchObject({
      refusal: { code: 'list-older', values: { newest: '2026-11-01' } },
    });
  });

  it('leaves nothing behind when it is cut off in the middle', async () => {
    const { token } = await preview([NEW, OLD]);
    const failing = createSites({
      ...bed.context,
      store: {
        ...bed.store,
        write: (work) =>
          bed.store.write((writer) =>
            work({ ...writer, appendAudit: () => Promise.reject(new Error('power cut')) }),
          ),
      },
    });
    await expect(failing.importList('staff-rowan', [NEW, OLD], '2026-12-01', token)).rejects.toThrow(
      'power cut',
    );
    expect(await sites.list()).toHaveLength(1);
  });
});
