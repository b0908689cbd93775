import { describe, expect, it } from 'vitest';
import { createBed, VERIFIER } from './institution.fixture.ts';
import { readProfile, setUp } from './profile.ts';
import type { SetUpForm } from './set-up-form.ts';

const FORM: SetUpForm = {
  institution: {
    name: { en: 'Sample Institution', fr: 'Établissement Échantillon' },
    province: 'ON',
    zone: 'America/Toronto',
    firstLanguage: 'en',
  },
  location: { en: 'Visiting room 2', fr: 'Salle de visite 2' },
  person: 'Example, Hazel',
};

describe('R64: a set-up', () => {
  it('that a power cut ends at any write leaves nothing behind, and is done once it is tried again', async () => {
    const { context, store } = await createBed();
    for (let cut = 0; cut < 4; cut += 1) {
      let writes = 0;
      const next = <T>(act: () => Promise<T>): Promise<T> => {
        writes += 1;
        return writes > cut ? Promise.reject(new Error('power cut')) : act();
      };
      const failing: typeof store = {
        ...store,
        write: (work) =>
          store.write((writer) =>
            work({
              ...writer,
              put: (...row) => next(() => writer.put(...row)),
              appendAudit: (entry) => next(() => writer.appendAudit(entry)),
            }),
          ),
      };
      await expect(setUp({ ...context, store: failing }, FORM, VERIFIER)).rejects.toThrow('power cut');
      expect(await readProfile(store)).toBeNull();
      for (const map of ['people', 'staff'] as const)
        expect(await store.read((reader) => reader.rows(map))).toEqual([]);
      expect(await store.read((reader) => reader.lastAuditEntry())).toBeNull();
    }
    expect(await setUp(context, FORM, VERIFIER)).toMatchObject({ ok: true });
    expect(await setUp(context, FORM, VERIFIER)).toMatchObject({ refusal: { code: 'set-up-already' } });
  });

  it.each([0, Date.parse('2025-12-31T23:59:59Z')])('is refused while the clock shows %i', async (now) => {
    const bed = await createBed();
    bed.setNow(now);
    expect(await setUp(bed.context, FORM, VERIFIER)).toMatchObject({ refusal: { code: 'clock-wrong' } });
    expect(await readProfile(bed.store)).toBeNull();
  });
});
