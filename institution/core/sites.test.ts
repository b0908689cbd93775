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
  hours: null,
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

it('An import can be cancelled at every step, and then nothing of it is kept', async () => {
  const listed = Array.from({ length: 120 }, (_, index) => ({ ...NEW, id: `site-${index}` }));
  const { token } = await preview(listed);
  for (const steps of [1, 2, 3]) {
    const abort = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) => {
      expect(total).toBe(121);
      seen.push(done);
      if (seen.length === steps) abort.abort();
    };
    const run = { signal: abort.signal, onProgress };
    expect(await sites.importList('staff-rowan', listed, '2026-12-01', token, run)).toMatchObject({
      refusal: { code: 'list-cancelled' },
    });
    expect(seen).toEqual([0, 50, 100].slice(0, steps));
    expect((await sites.list()).map(({ id }) => id)).toEqual([SITE.id]);
  }
  expect(await sites.importList('staff-rowan', listed, '2026-12-01', token)).toMatchObject({ ok: true });
});

it('A power cut at any write of an import leaves the former list', async () => {
  const listed = [NEW, { ...NEW, id: 'site-third' }];
  const { token } = await preview(listed);
  const before = await sites.list();
  for (let cut = 0; cut < 4; cut += 1) {
    let writes = 0;
    const failing = createSites({
      ...bed.context,
      store: {
        ...bed.store,
        write: (work) =>
          bed.store.write((writer) => {
            const next = <T>(act: () => Promise<T>): Promise<T> => {
              writes += 1;
              return writes > cut ? Promise.reject(new Error('power cut')) : act();
            };
            return work({
              ...writer,
              put: (...row) => next(() => writer.put(...row)),
              appendAudit: (entry) => next(() => writer.appendAudit(entry)),
            });
          }),
      },
    });
    await expect(failing.importList('staff-rowan', listed, '2026-12-01', token)).rejects.toThrow('power cut');
    expect(await sites.list()).toEqual(before);
    expect(await bed.store.read((reader) => reader.lastAuditEntry())).toBeNull();
  }
});
