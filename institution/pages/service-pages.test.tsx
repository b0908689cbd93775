import { act, cleanup, fireEvent, render, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followLanguage, startLanguage } from '../../renderer/language.ts';
import { ok } from '../../shared/result.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { createApi, type Api } from '../api/serve.ts';
import type { ListedStation, ServicePort } from '../api/service-port.ts';
import { createBed, NOW, servedInstitution, type Bed } from '../core/institution.fixture.ts';
import { createInstitution } from '../core/institution.ts';
import { refuse } from '../core/refusal.ts';
import { STATION, visitEntries, wire } from '../core/running-visits.fixture.ts';
import { createRunningVisits, type RunningVisits } from '../core/running-visits.ts';
import { FiguresPage } from './figures-page.tsx';
import { HostContext, type Host } from './host.ts';
import { NowPage } from './now-page.tsx';
import { StationsPage } from './stations-page.tsx';

const WELL: ListedStation = {
  ...{ station: 'st_0001', location: STATION.location, platform: 'linux', appVersion: '1.0.0' },
  ...{ enrolledAt: '2026-11-01T12:00:00.000Z', revokedAt: null, heardAt: '2026-11-29T14:59:30.000Z' },
  report: {
    ...{ phase: 'idle', pending: 0, oldestPendingAt: null, diskFreeBytes: 64_000_000_000 },
    ...{ release: '12', health: [] },
  },
};

let bed: Bed;
let api: Api;
let visits: RunningVisits;
let stations: readonly ListedStation[];
let revoked: string[];
let rows: number;
beforeEach(async () => {
  bed = await createBed();
  visits = createRunningVisits(bed.store, bed.context.clock);
  [stations, revoked, rows] = [[WELL], [], 0];
  const service: ServicePort = {
    visits,
    stations: () => Promise.resolve(stations),
    issueCodes: (_actor, wanted) =>
      Promise.resolve(wanted.map((one, at) => ({ ...one, code: `CODE-000${at}` }))),
    revoke: (_actor, station) => {
      revoked.push(station);
      return Promise.resolve(ok(null));
    },
    sheet: () =>
      Promise.resolve(Array.from({ length: rows }, (_, at) => ({ ...SAMPLE_ROW, session: `s${at}` }))),
    transmit: () => Promise.resolve([SAMPLE_ROW]),
    invite: () => Promise.resolve(refuse('staff-unknown')),
  };
  api = createApi({ ...servedInstitution(createInstitution(bed.context)), service });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const PAGES = { now: NowPage, stations: StationsPage, figures: FiguresPage };

function show(page: keyof typeof PAGES, language: 'en' | 'fr', ...roles: readonly string[]): void {
  startLanguage(language);
  const host: Host = {
    // What arrives is a copy.
    call: async (name, input) =>
      structuredClone(await api.call(name, { id: 'hazel', roles }, structuredClone(input))),
    ...{
      firstLanguage: 'en',
      zone: 'America/Halifax',
      now: () => NOW,
      person: { id: 'hazel', roles: [...roles] },
    },
    ...{ isBlocked: () => false, invites: true, notice: DEFAULT_NOTICE, copies: null },
    drafts: { read: () => undefined, write: () => undefined, clear: () => undefined },
  };
  const Page = PAGES[page];
  render(
    <HostContext value={host}>
      <Page />
    </HostContext>,
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
const session = 'session-1';

describe('Now', () => {
  it('says that nothing is in progress, then shows a visit, what it calls for, and that it is over', async () => {
    show('now', 'en', 'head');
    await seen('now-none');
    await visits.follow(STATION, visitEntries(session, NOW));
    const card = await seen('visit-st_0001');
    for (const text of ['Visits room 1 – Example, Maple', 'Unsupervised', 'Example House', 'In progress'])
      expect(card.textContent).toContain(text);
    await visits.follow(STATION, [
      wire({ type: 'assistance.requested', body: { how: 'headset' }, session }, 5, NOW),
    ]);
    expect((await seen('visit-assistance')).textContent).toContain('The inmate asks for a staff member.');
    expect((await seen('staff-calls')).textContent).toContain('1 visit calls for staff');
    await visits.reportPhase(STATION.id, 'idle');
    await seen('now-none');
  });

  it('sends an order with its authority and reason, reminds of 91(2), and shows what the station answers', async () => {
    await visits.follow(STATION, visitEntries(session, NOW));
    show('now', 'en', 'head');
    await press('order-suspend-st_0001');
    await press('order-send');
    const errors = (await seen('error-summary')).textContent ?? '';
    for (const text of ['on whose authority', 'Choose the reason', 'Write a few words'])
      expect(errors).toContain(text);
    expect(document.body.textContent).toContain('Subsection 91(2) of the Regulations');
    await type('order-authority', 'Institutional Head');
    await press('order-reason-security');
    await type('order-text', 'An invented reason');
    await press('order-send');
    expect((await seen('order-suspend')).textContent).toContain('has not answered yet');
    const [order] = await bed.store.read((reader) => reader.rows('directives'));
    expect(order?.row).toMatchObject({
      ...{ action: 'suspend', session, authority: 'Institutional Head' },
      ...{ reason: { code: 'security', text: 'An invented reason' } },
      ...{ issuedAt: '2026-11-29T15:00:00.000Z', expiresAt: '2026-11-29T15:15:00.000Z' },
    });
    const directive = order?.key ?? '';
    await visits.follow(STATION, [
      wire(
        {
          type: 'visit.suspended',
          body: { authority: 'Institutional Head', reason: 'An invented reason', linkKept: false },
          session,
        },
        5,
        NOW,
      ),
      wire({ type: 'directive.obeyed', body: { directive, action: 'suspend' }, session }, 6, NOW),
    ]);
    await seen('visit-suspended');
    expect(named('order-suspend')?.textContent).toContain('done by the station');
    expect(named('order-suspend-st_0001')).toBeNull();
    await press('order-resume-st_0001');
    expect(document.body.textContent).not.toContain('91(2)');
    await press('order-cancel');
    await visits.follow(STATION, [wire({ type: 'session.opened-by-mistake', body: {}, session }, 7, NOW)]);
    expect((await seen('visit-ended')).textContent).toContain('Visits room 1');
    act(() => followLanguage('fr'));
    expect(named('visit-ended')?.textContent).toContain('Salle de visites 1');
  });

  it('says why a station does not obey', async () => {
    await visits.follow(STATION, visitEntries(session, NOW));
    show('now', 'fr', 'head');
    await press('order-message-st_0001');
    await type('order-authority', 'Directrice');
    await type('order-text', 'Appelez-moi');
    await press('order-send');
    await seen('order-message');
    const [order] = await bed.store.read((reader) => reader.rows('directives'));
    const body = { directive: order?.key ?? '', action: 'message', code: 'directive-expired' } as const;
    await visits.follow(STATION, [wire({ type: 'directive.refused', body, session }, 5, NOW)]);
    await waitFor(() => expect(named('order-message')?.textContent).toContain('n’a pas'));
  });

  it('plays a sound while staff are called, once it is turned on', async () => {
    const started: number[] = [];
    const node = { connect: (next: unknown) => next, gain: { value: 0 } };
    const tone = () => ({
      ...node,
      frequency: { value: 0 },
      start: (at: number) => started.push(at),
      stop: vi.fn(),
    });
    vi.stubGlobal(
      'AudioContext',
      class {
        currentTime = 0;
        resume = () => Promise.resolve();
        createOscillator = tone;
        createGain = () => node;
      },
    );
    await visits.follow(STATION, visitEntries(session, NOW));
    show('now', 'en', 'head');
    await seen('visit-st_0001');
    await press('now-sound');
    expect(started).toEqual([]);
    await visits.follow(STATION, [
      wire({ type: 'assistance.requested', body: { how: 'time-over' }, session }, 5, NOW),
    ]);
    await waitFor(() => expect(started).toHaveLength(2));
    await press('now-sound');
    expect(named('now-sound')?.getAttribute('aria-pressed')).toBe('false');
  });

  it('is refused to who is not the head', async () => {
    show('now', 'en', 'it');
    await waitFor(() => expect(document.querySelector('[role="alert"]')).not.toBeNull());
  });
});

describe('Stations', () => {
  it('shows what each last reported, and alarms for the silent and the unwell', async () => {
    const report = { ...WELL.report, health: [{ code: 'disk-low', since: '2026-11-29T13:00:00.000Z' }] };
    stations = [
      WELL,
      { ...WELL, station: 'st_0002', report: { ...report, pending: 7 } as typeof WELL.report },
      { ...WELL, station: 'st_0003', heardAt: '2026-11-29T14:00:00.000Z' },
      { ...WELL, station: 'st_0004', heardAt: null, report: null },
      { ...WELL, station: 'st_0005', heardAt: null, revokedAt: '2026-11-20T12:00:00.000Z' },
    ];
    show('stations', 'en', 'it');
    expect((await seen('stations-silent')).textContent).toContain('2 stations have been silent');
    expect((await seen('stations-unwell')).textContent).toContain('1 station reports a problem');
    expect(named('station-st_0001')?.textContent).toContain('64');
    expect(named('station-st_0002')?.textContent).toContain('7');
    expect(named('station-st_0004')?.textContent).toContain('never');
    expect(named('revoke-st_0005')).toBeNull();
    await press('revoke-st_0003');
    await press('revoke-confirm');
    await waitFor(() => expect(revoked).toEqual(['st_0003']));
  });

  it('issues codes for many stations at once, and says which line is wrong', async () => {
    stations = [];
    show('stations', 'fr', 'it');
    await seen('stations-none');
    await press('stations-codes');
    await type('codes-lines', 'Room 1; Salle 1; POSTE-6\nRoom 2');
    await press('codes-submit');
    expect((await seen('error-summary')).textContent).toContain('2');
    await type('codes-lines', 'Room 1; Salle 1; POSTE-6\n\nRoom 2; Salle 2');
    await press('codes-submit');
    const issued = (await seen('issued-codes')).textContent ?? '';
    for (const text of ['Salle 1', 'POSTE-6', 'CODE-0000', 'Salle 2', 'CODE-0001'])
      expect(issued).toContain(text);
  });

  it('lets the head look, and neither revoke nor issue', async () => {
    show('stations', 'en', 'head');
    await seen('station-st_0001');
    expect([named('stations-codes'), named('revoke-st_0001')]).toEqual([null, null]);
  });
});

describe('An institution that moves here from its station (R64)', () => {
  /** The file that a station without a server exports, and its code. */
  async function exported() {
    const source = await createBed();
    const institution = createInstitution({ ...source.context, institutionId: 'institution-station' });
    const validUntil = '9999-12-31T23:59:59.999Z';
    await institution.staff.add('hazel', { name: 'Sample, Juniper', roles: ['facilitator'], validUntil });
    const { made, code } = await institution.moves.export('hazel');
    const content = made.files[0]?.content ?? new Uint8Array();
    return { file: new File([new Uint8Array(content)], made.files[0]?.name ?? ''), code };
  }

  it.each([
    ['en', 'people: 1'],
    ['fr', 'personnes\u00a0: 1'],
  ] as const)('is taken over on the page of the stations in %s, by IT', async (language, words) => {
    const { file, code } = await exported();
    show('stations', language, 'it');
    fireEvent.change(await seen('move-file'), { target: { files: [file] } });
    await type('move-code', code);
    await waitFor(async () => {
      // The file is read meanwhile.
      await press('move-take-over');
      expect(named('error-summary')).toBeNull();
    });
    expect((await seen('move-arrived')).textContent).toContain(words);
    expect(await bed.store.read((reader) => reader.rows('people'))).toMatchObject([
      { row: { name: 'Sample, Juniper' } },
    ]);
  });

  it('is no matter of the Institutional Head', async () => {
    show('stations', 'en', 'head');
    await seen('station-st_0001').catch(() => null);
    expect(named('move-take-over')).toBeNull();
  });
});

describe('Figures', () => {
  it('shows none, hides small counts, and shows the others', async () => {
    show('figures', 'en', 'head');
    await seen('figures-none');
    cleanup();
    rows = 3;
    show('figures', 'en', 'head');
    await seen('figures-save');
    expect(document.body.textContent).not.toMatch(/\b3\b/u);
    cleanup();
    rows = 12;
    show('figures', 'fr', 'head');
    await seen('figures-save');
    expect(document.body.textContent).toContain('12');
    await press('sheet-export');
    const link = (await seen('delivered')).querySelector('a');
    expect(link?.download).toMatch(/^child-link-tracking-.*\.csv$/u);
    const [, content = ''] = (link?.href ?? '').split('base64,');
    expect(Buffer.from(content, 'base64').toString('utf8')).toContain(SAMPLE_ROW.inmateName);
  });
});
