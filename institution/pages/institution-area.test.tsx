import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startLanguage } from '../../renderer/language.ts';
import { openPageStore, StaffContext, useStaffState } from '../../renderer/store.ts';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import { ok } from '../../shared/result.ts';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { fakeStaffBridge } from '../../test/gallery/page/fake-bridge.ts';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { createApi, type Api } from '../api/serve.ts';
import { recordAct } from '../core/audit.ts';
import {
  createBed,
  NOW,
  sampleBooking,
  servedInstitution,
  SITE,
  type Bed,
} from '../core/institution.fixture.ts';
import { createInstitution } from '../core/institution.ts';
import { FirstPin } from './first-pin.tsx';
import { InstitutionArea } from './institution-area.tsx';
import { StationHost } from './station-host.tsx';

const SAMPLES = path.join(import.meta.dirname, '../core/invitation/samples');
let bed: Bed;
let api: Api;
/** A call that the institution never answers. */
let unanswered: string | null;
beforeEach(async () => {
  unanswered = null;
  bed = await createBed();
  api = createApi(servedInstitution(createInstitution(bed.context)));
});
afterEach(cleanup);

/** Shows the area over the real institution, as the person with these roles sees it. */
async function show(language: 'en' | 'fr', ...roles: readonly StaffRole[]) {
  const base = sampleStaff();
  const snapshot = {
    ...base,
    language,
    station: {
      ...base.station,
      now: NOW,
      embedded: { takenAt: null, folder: null, fault: 'no-folder' as const },
    },
    staff: { ...base.staff, signedIn: { id: 'hazel', name: 'Example, Hazel', roles: [...roles] } },
  };
  startLanguage(language);
  const fake = fakeStaffBridge(snapshot);
  const bridge: StationBridge<'staff'> = {
    listen: fake.listen,
    call: async (name, payload) => {
      if (name !== 'institution.call') return fake.call(name, payload);
      const { name: called, input } = payload as { readonly name: string; readonly input: unknown };
      if (called === unanswered) return new Promise(() => undefined);
      // As over IPC: what arrives is a copy.
      const answer = await api.call(called, { id: 'hazel', roles }, structuredClone(input));
      return ok(structuredClone(answer)) as never;
    },
  };
  const store = openPageStore(bridge, () => fake.call('snapshot.staff', null));
  render(
    <StaffContext value={store}>
      <Loaded roles={roles} />
    </StaffContext>,
  );
  await waitFor(() => expect(document.querySelector('h1')).not.toBeNull());
}

function Loaded({ roles }: { readonly roles: readonly StaffRole[] }) {
  const isLoaded = useStaffState((state) => state.snapshot !== null);
  if (!isLoaded) return null;
  return (
    <StationHost>
      {roles.length === 0 ? <FirstPin onBack={() => undefined} /> : <InstitutionArea roles={roles} />}
    </StationHost>
  );
}

const named = (test: string) => document.querySelector<HTMLElement>(`[data-test="${test}"]`);
async function seen(test: string): Promise<HTMLElement> {
  return waitFor(() => {
    const found = named(test);
    if (found === null) throw new Error(`Nothing is named ${test}: ${document.body.textContent}`);
    return found;
  });
}
const press = async (test: string) => fireEvent.click(await seen(test));
const type = async (test: string, value: string) => fireEvent.change(await seen(test), { target: { value } });

describe('The schedule', () => {
  it('books a visit from a pasted invitation, and cancels it with who was notified', async () => {
    await show('en', 'scheduler');
    await press('booking-new');
    await type('invitation-text', readFileSync(path.join(SAMPLES, 'en-pasted.txt'), 'utf8'));
    await press('invitation-take');
    await seen('invitation-read');
    expect(named('booking-date')).toHaveProperty('value', '2026-12-03');
    expect(named('booking-time')).toHaveProperty('value', '13:30');
    expect(named('booking-password')).toHaveProperty('value', 'tR4x-Qm;9,k');
    await press('booking-save');
    expect((await seen('error-summary')).textContent).toContain('Enter the name of the inmate.');
    await press('booking-kind-minor-child');
    await type('booking-inmate', 'Example, Maple');
    await type('booking-fps', '000001A');
    await type('person-name-0', 'Example, Birch');
    await type('person-name-1', 'Example, Cedar');
    await waitFor(() => expect(named('booking-site')).not.toBeNull());
    await type('booking-site', 'site-halifax');
    await press('booking-save');
    await type('bookings-from', '2026-12-03');
    await waitFor(() =>
      expect(document.querySelector('h2')?.textContent).toBe('Thursday, December\u00a03, 2026'),
    );
    for (const shown of [
      '1:30 to 2:30\u00a0p.m. – Example, Maple',
      SITE.name.en,
      'Example, Birch; Example, Cedar',
    ])
      expect(document.body.textContent).toContain(shown);
    await press('booking-cancel');
    await press('cancel-confirm');
    expect((await seen('error-summary')).textContent).toContain('Say who cancels.');
    await press('cancel-by-site');
    await type('cancel-reason', 'The site is closed');
    await press('notified-visitor');
    await press('cancel-confirm');
    await waitFor(() => expect(named('cancel-confirm')).toBeNull());
    const [kept] = await bed.store.read((reader) => reader.rows('notifications'));
    expect(kept?.row).toMatchObject({ by: 'site', notified: [{ who: 'visitor' }] });
    expect((await bed.store.read((reader) => reader.rows('schedule')))[0]?.row).toMatchObject({
      status: 'cancelled',
      startsAt: '2026-12-03T18:30:00.000Z',
    });
  });

  it('takes the date of a visit from a calendar too', async () => {
    await show('en', 'scheduler');
    await press('booking-new');
    await press('booking-date-calendar');
    await press('day-2026-11-30');
    expect(named('booking-date')).toHaveProperty('value', '2026-11-30');
  });

  it('brings what is wrong back into sight at each attempt', async () => {
    await show('en', 'scheduler');
    await press('booking-new');
    await press('booking-save');
    const summary = await seen('error-summary');
    await waitFor(() => expect(document.activeElement).toBe(summary));
    const field = await seen('booking-inmate');
    field.focus();
    await type('booking-inmate', 'Example, Maple');
    expect(document.activeElement).toBe(field);
    await press('booking-save');
    await waitFor(() => expect(document.activeElement).toBe(summary));
  });

  it('takes the press that books while the list of sites is still loading', async () => {
    unanswered = 'sites.list';
    await show('en', 'scheduler');
    await press('booking-new');
    await press('booking-save');
    expect((await seen('error-summary')).textContent).not.toBe('');
  });

  it('is filled from an invitation opened as a file', async () => {
    await show('fr', 'scheduler');
    await press('booking-new');
    const [input] = document.querySelectorAll<HTMLInputElement>('input[type="file"]');
    const file = new File([readFileSync(path.join(SAMPLES, 'fr-request.ics'))], 'invitation.ics');
    fireEvent.change(input ?? document.body, { target: { files: [file] } });
    await seen('invitation-read');
    expect(named('booking-date')).toHaveProperty('value', '2026-12-04');
    expect(named('booking-time')).toHaveProperty('value', '09:00');
    expect(named('booking-minutes')).toHaveProperty('value', '45');
    expect(named('booking-password')).toHaveProperty('value', 'pZ7é-wQ2n');
  });

  it('refuses a change over somebody else’s, in French too, and keeps what was typed', async () => {
    const booked = await api.call(
      'schedule.book',
      { id: 'other', roles: ['head'] },
      { booking: sampleBooking() },
    );
    await show('fr', 'scheduler');
    await type('bookings-from', '2026-12-03');
    await press('booking-edit');
    await type('booking-inmate', 'Example, Alder');
    const which = booked.ok ? booked.value : null;
    await api.call(
      'schedule.change',
      { id: 'other', roles: ['head'] },
      {
        which,
        booking: sampleBooking({ webcamRequired: true }),
      },
    );
    await press('booking-save');
    expect((await seen('refusal-booking-changed')).textContent).toContain('entre-temps');
    expect(named('booking-inmate')).toHaveProperty('value', 'Example, Alder');
  });

  it.each([
    ['en', 'fr-cancel.ics', 'cancels a meeting'],
    ['fr', 'en-weekly.ics', 'se répète'],
  ] as const)('says in %s why the invitation %s cannot be used', async (language, sample, words) => {
    await show(language, 'scheduler');
    await press('booking-new');
    await type('invitation-text', readFileSync(path.join(SAMPLES, sample), 'utf8'));
    await press('invitation-take');
    await waitFor(() => expect(document.body.textContent).toContain(words));
  });
});

describe('The staff', () => {
  it('are added with a code, which is shown once and sets a PIN', async () => {
    await show('en', 'it');
    await press('staff-new');
    await press('member-save');
    expect((await seen('error-summary')).textContent).toContain('Choose at least one role.');
    await type('member-name', 'Sample, Juniper');
    await press('member-role-facilitator');
    await type('member-end', '2027-02-30');
    await press('member-save');
    expect((await seen('error-summary')).textContent).toContain('yyyy-mm-dd');
    await type('member-end', '2027-03-31');
    await press('member-save');
    const code = (await seen('issued-code-text')).textContent ?? '';
    expect(code).toMatch(/^(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}$/u);
    expect((await bed.store.read((reader) => reader.rows('people')))[0]?.row).toMatchObject({
      name: 'Sample, Juniper',
      validUntil: '2027-04-01T04:00:00.000Z',
    });
    cleanup();
    await show('en');
    await type('first-pin-code', code);
    await type('new-pin', '4829');
    await press('first-pin-submit');
    expect((await seen('error-summary')).textContent).toContain('at least 6 digits');
    await type('new-pin', '482913');
    await type('new-pin-again', '482913');
    fireEvent.submit(document.querySelector('form') ?? document.body);
    await seen('first-pin-done');
    expect(await bed.store.read((reader) => reader.rows('staff'))).toHaveLength(1);
  });
});

it('Of 500 people a page shows 20, and finds the others by name', async () => {
  const details = { roles: ['facilitator'], validUntil: '9999-12-31T23:59:59.999Z' };
  await bed.store.write(async (writer) => {
    for (let index = 0; index < 500; index += 1) {
      const name = index === 444 ? 'Lebœuf, Maple' : `Sample, ${index}`;
      await writer.put('people', `person-${index}`, {
        ...details,
        name,
        codeHash: null,
        codeExpiresAt: null,
      });
    }
  });
  await show('en', 'it');
  await seen('member-edit');
  const cards = () => document.querySelectorAll('[data-test="member-edit"]').length;
  expect(cards()).toBe(20);
  await press('staff-more');
  expect(cards()).toBe(40);
  await type('staff-search', 'leboeuf');
  expect(cards()).toBe(1);
  expect(document.body.textContent).toContain('Lebœuf, Maple');
});

describe('The settings', () => {
  it('are saved when they are valid, and say what is wrong when they are not', async () => {
    await show('fr', 'head');
    await press('institution-settings');
    await type('setting-tolerance', '999');
    await press('setting-save-opening');
    expect((await seen('error-summary')).textContent).toContain('de 0 à 240');
    await type('setting-tolerance', '30');
    await press('setting-save-opening');
    await waitFor(async () =>
      expect(await bed.store.read((reader) => reader.row('settings', 'opening'))).toMatchObject({
        row: { timingToleranceMinutes: 30 },
      }),
    );
    await press('setting-suspended');
    await press('setting-save-visits-suspended');
    await waitFor(async () =>
      expect((await bed.store.read((reader) => reader.row('settings', 'visits-suspended')))?.row).toEqual({
        suspended: true,
      }),
    );
  });

  it('show the closing page as it will be, in both languages', async () => {
    await show('en', 'head');
    await press('institution-settings');
    await press('setting-support-add');
    const [name] = document.querySelectorAll<HTMLInputElement>('#setting-support-0');
    fireEvent.change(name ?? document.body, { target: { value: 'Sample Family Line' } });
    const preview = (await seen('closing-preview')).textContent;
    expect(preview).toContain('Sample Family Line');
    expect(preview).toContain('La visite est terminée');
    await press('setting-save-support');
    expect((await seen('error-summary')).textContent).toContain('both languages');
  });

  it.each(['en', 'fr'] as const)(
    'ask in %s for that language first, and preview in the order of the institution',
    async (language) => {
      await show(language, 'head');
      await press('institution-settings');
      const preview = await seen('notice-preview');
      const orderIn = (place: Element) => [...place.children].map((part) => part.getAttribute('lang'));
      expect(orderIn(preview)).toEqual(['en', 'fr']);
      expect(orderIn(await seen('closing-preview'))).toEqual(['en', 'fr']);
      const [first] = document.querySelectorAll('textarea');
      const text = sampleStaff().notice.paragraphs[0]?.[language] ?? '-';
      expect(first?.value.startsWith(text)).toBe(true);
    },
  );

  it('show the notice as it will be, and refuse one whose languages differ in paragraphs', async () => {
    await show('en', 'head');
    await press('institution-settings');
    await type('setting-notice-version', 'own-1');
    const [english] = document.querySelectorAll('textarea');
    if (english === undefined) throw new Error('No text');
    fireEvent.change(english, { target: { value: 'One paragraph only.' } });
    expect((await seen('notice-preview')).textContent).toContain('One paragraph only.');
    await press('setting-save-notice');
    expect((await seen('error-summary')).textContent).toContain('1 paragraph');
    expect(await bed.store.read((reader) => reader.row('settings', 'notice'))).toBeNull();
  });
});

describe('Each role', () => {
  it.each([
    ['scheduler', ['bookings', 'sites']],
    ['it', ['staff', 'settings', 'copies', 'audit']],
    ['head', ['bookings', 'sites', 'staff', 'settings', 'records', 'copies', 'audit']],
  ] as const)('%s sees its own areas', async (role, areas) => {
    await show('fr', role);
    const tabs = [...document.querySelectorAll('nav [data-test^="institution-"]')];
    expect(tabs.map((tab) => tab.getAttribute('data-test'))).toEqual(
      areas.map((area) => `institution-${area}`),
    );
  });
});

describe('The audit', () => {
  it('words the roles that were given in the reader’s language', async () => {
    const details = {
      name: 'Newcomer, Rowan',
      roles: ['scheduler', 'tracking'],
      validUntil: '2027-11-29T00:00:00.000Z',
    };
    expect(await api.call('staff.add', { id: 'other', roles: ['it'] }, { details })).toMatchObject({
      ok: true,
    });
    await show('fr', 'head');
    await press('institution-audit');
    await waitFor(() =>
      expect(document.body.textContent).toContain('Rôles\u00a0: Horaire des visites, Feuille de suivi'),
    );
  });

  it('shows the newest acts first, says who cancelled, and leads to the earlier ones', async () => {
    const booked = await api.call(
      'schedule.book',
      { id: 'hazel', roles: ['scheduler'] },
      { booking: sampleBooking() },
    );
    await bed.store.write(async (writer) => {
      for (let act = 0; act < 100; act += 1)
        await recordAct(writer, {
          ...{
            at: '2026-12-01T12:00:00.000Z',
            actor: 'hazel',
            action: 'copy.taken',
            subject: 'copies',
            detail: {},
          },
        });
    });
    await api.call(
      'schedule.cancel',
      { id: 'hazel', roles: ['scheduler'] },
      {
        which: booked.ok ? booked.value : null,
        ...{ by: 'visitor', reason: 'Storm', notified: [] },
      },
    );
    await show('fr', 'head');
    await press('institution-audit');
    const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);
    await waitFor(() => expect(rows()[0]).toContain('Annulée par\u00a0: Visiteur ou visiteuse'));
    expect(rows()).toHaveLength(100);
    await press('audit-earlier');
    await waitFor(() => expect(rows().at(-1)).toMatch(/^1dimanche/u));
    await press('audit-newest');
    await waitFor(() => expect(rows()[0]).toMatch(/^102/u));
  });
});

describe('The records', () => {
  it('of a person are found, held and exported, in French too', async () => {
    await api.call('schedule.book', { id: 'other', roles: ['head'] }, { booking: sampleBooking() });
    await show('fr', 'head');
    await press('institution-records');
    await press('records-find');
    expect(document.body.textContent).toContain('Tapez un nom ou un numéro SED.');
    await type('records-who', 'birch EXAMPLE');
    await press('records-find');
    expect((await seen('records-found')).textContent).toBe('1 dossier trouvé');
    await press('records-export');
    expect((await seen('delivered')).textContent).toMatch(/child-link-records-bookings-.*\.csv/u);
    await type('hold-who', 'Example, Birch');
    await press('hold-save');
    expect((await seen('error-summary')).textContent).toContain('Tapez la référence.');
    await type('hold-reference', 'A-2026-1');
    await press('hold-save');
    await press('hold-lift');
    await waitFor(async () => expect(await bed.store.read((reader) => reader.rows('holds'))).toEqual([]));
  });

  it('are erased once they are due, after a second look', async () => {
    await api.call('schedule.book', { id: 'other', roles: ['head'] }, { booking: sampleBooking() });
    await show('en', 'head');
    await press('institution-records');
    await type('retention-booking', '700');
    await press('retention-save');
    expect((await seen('error-summary')).textContent).toContain('1 to 600');
    await type('retention-booking', '24');
    await press('retention-save');
    await waitFor(async () =>
      expect(await bed.store.read((reader) => reader.row('own', 'retention'))).toMatchObject({
        row: { booking: 24, visit: null },
      }),
    );
    expect((await seen('records-due')).textContent).toBe('Nothing is due.');
    bed.setNow(NOW + 800 * 86_400_000);
    cleanup();
    await show('en', 'head');
    await press('institution-records');
    await press('records-erase');
    await press('erase-confirm');
    expect((await seen('records-erased')).textContent).toContain('1 record is erased.');
    expect(await bed.store.read((reader) => reader.rows('schedule'))).toEqual([]);
  });
});

describe('A file', () => {
  it.each([
    ['en', 'larger than 5\u00a0MB'],
    ['fr', 'dépasse 5\u00a0Mo'],
  ] as const)(
    'that is too large is refused in %s before it is read, and so is what was chosen before',
    async (language, words) => {
      await show(language, 'head');
      await press('institution-sites');
      const input = await seen('list-file');
      const choose = (file: File) => fireEvent.change(input, { target: { files: [file] } });
      choose(new File(['id,name,city,province\nS-1,Sample,Halifax,NS'], 'list.csv'));
      const large = new File(['x'], 'film.mp4');
      Object.defineProperty(large, 'size', { value: 3_000_000_000 });
      choose(large);
      await waitFor(() => expect(document.body.textContent).toContain(words));
      await press('list-preview');
      await seen('error-summary');
      expect(named('preview')).toBeNull();
    },
  );
});

describe('The list of sites', () => {
  const chooseText = async (text: string) => {
    fireEvent.change(await seen('list-file'), { target: { files: [new File([text], 'list.csv')] } });
    await waitFor(() => expect(document.body.textContent).toContain('list.csv'));
  };
  const choose = (rows: number) => {
    const lines = Array.from({ length: rows }, (_, index) => `S-${index},Sample ${index},Halifax,NS`);
    return chooseText(['id,name,city,province', ...lines].join('\n'));
  };

  it.each([
    ['en', 'id;name;city\nS-1;a;b', ['Line 1: The column “province” is missing.']],
    [
      'fr',
      'id\tnom\tville\tprovince\nS-1\ta\tb\tXX\nS-2\ta\tb\tNS\nS-2\ta\tb\tNS',
      ['Ligne 2\u00a0: «\u00a0XX\u00a0» n’est pas', 'Ligne 4\u00a0: '],
    ],
  ] as const)(
    'that is wrong is refused in %s with each line and its reason',
    async (language, text, reasons) => {
      await show(language, 'head');
      await press('institution-sites');
      await chooseText(text);
      await press('list-preview');
      const refusal = await seen('refusal-list-invalid');
      for (const reason of reasons) expect(refusal.textContent).toContain(reason);
    },
  );

  it.each([
    ['en', 'This list of October\u00a01, 2026 is older than the one of November\u00a01, 2026'],
    ['fr', 'Cette liste du 1ᵉʳ\u00a0octobre 2026 est plus ancienne que celle du 1ᵉʳ\u00a0novembre 2026'],
  ] as const)('that is older than the last is refused in %s with both dates', async (language, words) => {
    await show(language, 'head');
    await press('institution-sites');
    await type('list-date', '2026-10-01');
    await choose(1);
    await press('list-preview');
    expect((await seen('refusal-list-older')).textContent).toContain(words);
  });

  it.each([
    ['en', 'The list is being read.', 'The import was cancelled.'],
    ['fr', 'Lecture de la liste', 'L’importation a été annulée.'],
  ] as const)('is read, in %s, until the person cancels it', async (language, reading, cancelled) => {
    api = createApi({
      ...servedInstitution(createInstitution(bed.context)),
      readSiteList: (_file, signal) =>
        new Promise((_settle, reject) => {
          signal.addEventListener('abort', () => reject(new Error('The worker was ended')));
        }),
    });
    await show(language, 'head');
    await press('institution-sites');
    await choose(2);
    await press('list-preview');
    expect((await seen('import-progress')).textContent).toContain(reading);
    await press('import-cancel');
    expect((await seen('refusal-list-cancelled')).textContent).toContain(cancelled);
    expect(named('import-progress')).toBeNull();
    expect(named('preview')).toBeNull();
  });

  it('shows how far its import is, and keeps nothing of one that is cancelled', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { store } = bed.context;
    const slow: typeof store = {
      ...store,
      write: (work) =>
        store.write((writer) =>
          work({
            ...writer,
            put: async (map, key, row) => {
              if (key === 'S-60') await gate.promise;
              return writer.put(map, key, row);
            },
          }),
        ),
    };
    api = createApi(servedInstitution(createInstitution({ ...bed.context, store: slow })));
    await show('en', 'head');
    await press('institution-sites');
    await choose(120);
    await press('list-preview');
    await press('list-import');
    await waitFor(() =>
      expect(document.querySelector('progress')?.getAttribute('aria-label')).toBe('50 of 121 sites'),
    );
    await press('import-cancel');
    gate.resolve(undefined);
    await seen('refusal-list-cancelled');
    const { value } = z
      .object({ value: z.object({ sites: z.array(z.unknown()) }) })
      .parse(await api.call('sites.list', { id: 'hazel', roles: ['head'] }, {}));
    expect(value.sites).toHaveLength(1);
  });
});

describe('Moving', () => {
  it('exports everything with a code, and takes it over', async () => {
    await show('en', 'it');
    await press('institution-copies');
    await press('move-export');
    expect((await seen('move-code-text')).textContent).toMatch(/^(?:[2-9A-Z]{4}-){7}[2-9A-Z]{4}$/u);
    await press('move-take-over');
    expect((await seen('error-summary')).textContent).toContain('Choose the exported file.');
  });
});
