import { cleanup, fireEvent, render, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startLanguage } from '../../renderer/language.ts';
import { SETTING_KEYS, SETTING_ROWS } from '../../shared/settings/setting-rows.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { CALLS, ROLES, type CallName } from '../api/calls.ts';
import { createApi, type Api } from '../api/serve.ts';
import { createBed, DAY_MS, NOW, sampleBooking, servedInstitution } from '../core/institution.fixture.ts';
import { createInstitution } from '../core/institution.ts';
import { HostContext, type Host } from './host.ts';
import { InstitutionArea } from './institution-area.tsx';
import type { ApiAnswer } from './use-institution.ts';

/** What a page, a spreadsheet, a database, the catalogue of texts or a log might take for an instruction. */
const HOSTILE = [
  '<img src="x" onerror="hit()"><script>hit()</script>',
  '=cmd|"/C calc"!A0',
  '@SUM(A1)',
  "'; DROP TABLE rows; --",
  '$t(common.cancel) {{name}} ${hit()}',
];
const EVERYBODY = { id: 'staff-hazel', roles: ROLES };
const END = '9999-12-31T23:59:59.999Z';
const DETAILS = { name: 'Sample, Juniper', roles: ['facilitator' as const], validUntil: END };

afterEach(cleanup);

describe('Hostile text through every text field of the table of calls', () => {
  it.each(HOSTILE)('is a text like any other: %j', async (hostile) => {
    const world = await createWorld();
    const accepted: string[] = [];
    for (const name of callNames) {
      for (const path of textPaths(jsonSchemaOf(name))) {
        const input = withText(await world.inputs[name](), path, hostile);
        const answer = await world.api.call(name, EVERYBODY, input);
        if (answer.ok) accepted.push(`${name} ${path.join('.')}`);
        else expect(answer.refusal.code).toMatch(/^[a-z-]+$/u);
      }
    }
    for (const key of SETTING_KEYS) await world.set(key, filled(key, hostile));
    expect(accepted).toEqual(
      expect.arrayContaining([
        'schedule.book booking.inmate.name',
        'schedule.change booking.participants.0.name',
        'schedule.cancel reason',
        'schedule.cancel notified.0.who',
        'staff.add details.name',
        'staff.change details.name',
        'directives.issue reason.text',
        'records.hold reference',
      ]),
    );
    const audit = await world.api.call('audit.list', EVERYBODY, { after: 0, limit: 500 });
    expect(audit).toMatchObject({ ok: true, value: { broken: null } });
    // Names stand beside the entries, never in them.
    const { entries } = z.object({ value: z.object({ entries: z.array(z.unknown()) }) }).parse(audit).value;
    expect(JSON.stringify(entries).includes(JSON.stringify(hostile).slice(1, -1))).toBe(false);
    for (const cell of await world.exportedCells()) expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
    await showEverywhere(world.api, hostile);
  });
});

it('The name of a person is kept without what turns the order of letters round', async () => {
  const { api } = await createWorld();
  const details = { ...DETAILS, name: 'Sample,\u202e reppinuJ\u2066\n' };
  await api.call('staff.add', EVERYBODY, { details });
  expect(await api.call('staff.list', EVERYBODY, {})).toMatchObject({
    value: { staff: [{ name: 'Sample, reppinuJ' }] },
  });
});

const callNames = Object.keys(CALLS).filter((name): name is CallName => Object.hasOwn(CALLS, name));

/** An institution with something to change, and a valid input for each of its calls. */
async function createWorld() {
  const bed = await createBed();
  const api = createApi(servedInstitution(createInstitution(bed.context)));
  let day = 3;
  async function made<T>(name: CallName, input: unknown): Promise<T> {
    const answer = await api.call(name, EVERYBODY, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.refusal.code}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows what it asked for
    return answer.value as T;
  }
  type Version = { readonly id: string; readonly ver: number };
  function booking() {
    const startMs = NOW + (day += 1) * DAY_MS;
    const [startsAt, endsAt] = [startMs, startMs + DAY_MS / 24].map((at) => new Date(at).toISOString());
    const [child, adult] = sampleBooking().participants;
    return sampleBooking({
      startsAt: startsAt ?? '',
      endsAt: endsAt ?? '',
      reference: 'V-1',
      participants: [{ ...child, relationship: 'daughter' }, adult].flatMap((one) => one ?? []),
      meeting: { ...sampleBooking().meeting, password: 'practice-7' },
    } as Partial<ReturnType<typeof sampleBooking>>);
  }
  const booked = () => made<Version>('schedule.book', { booking: booking() });
  async function member(): Promise<Version> {
    const { id } = await made<Version>('staff.add', { details: DETAILS });
    const { staff } = await made<{ staff: readonly Version[] }>('staff.list', {});
    return { id, ver: staff.find((one) => one.id === id)?.ver ?? 0 };
  }
  const notified = [{ who: 'Sample', number: '902-555-0100', at: '2026-12-01T12:00:00.000Z' }];
  const list = {
    file: Buffer.from('id,name,city,province\nS-1,x,Halifax,NS').toString('base64'),
    listDate: '2026-12-01',
  };
  const form = {
    institution: { name: { en: 'a', fr: 'b' }, province: 'ON', zone: 'America/Toronto', firstLanguage: 'en' },
    ...{ location: { en: 'a', fr: 'b' }, person: 'c' },
  };
  const rules = { booking: 24, visit: 24, 'reported-visit': 60 };
  const period = { from: '2026-12-01T00:00:00.000Z', to: '2027-12-01T00:00:00.000Z' };
  const place = { location: { en: 'a', fr: 'b' }, device: 'PC' };
  const bare = () => Promise.resolve({});
  const fixed = (input: unknown) => () => Promise.resolve(input);
  const inputs: Readonly<Record<CallName, () => Promise<unknown>>> = {
    'institution.set-up': fixed({ code: 'ABCD', pin: '482913', form }),
    'schedule.list': fixed({ ...period, search: '', limit: 10 }),
    'schedule.read-invitation': fixed({ text: 'Hello' }),
    'schedule.book': async () => ({ booking: booking() }),
    'schedule.change': async () => ({ which: await booked(), booking: booking(), notified }),
    'schedule.cancel': async () => ({ which: await booked(), by: 'site', reason: 'Storm', notified }),
    'sites.list': bare,
    'sites.preview': fixed(list),
    'sites.import': fixed({ ...list, token: 'x' }),
    'sites.progress': bare,
    'sites.cancel': bare,
    'staff.list': bare,
    'staff.add': fixed({ details: DETAILS }),
    'staff.change': async () => ({ which: await member(), details: DETAILS }),
    'staff.reset': async () => ({ which: await member() }),
    'staff.remove': async () => ({ which: await member() }),
    'staff.set-pin': fixed({ code: 'ABCD', pin: '482913' }),
    'staff.invite': fixed({ id: 'x' }),
    'directives.list': bare,
    'directives.issue': fixed({
      ...{ action: 'message', session: 'x', authority: 'Head', validMinutes: 10 },
      reason: { code: 'other', text: 'x' },
    }),
    'now.visits': fixed({ ver: null }),
    'stations.list': bare,
    'stations.issue-codes': fixed({ stations: [place] }),
    'stations.revoke': fixed({ station: 'x' }),
    'figures.show': fixed({ from: '2026-12-01', to: '2026-12-31' }),
    'settings.list': bare,
    'settings.set': fixed({ which: { key: 'cues', ver: 0 }, value: null }),
    'records.state': bare,
    'records.set-rules': fixed({ rules, ver: 0 }),
    'records.find': fixed({ who: 'Sample' }),
    'records.export': fixed({ records: [{ kind: 'booking', id: 'x' }], language: 'en' }),
    'records.observe': fixed({ session: 'x', source: 'staff', text: 'x', reference: 'x' }),
    'records.hold': fixed({ who: 'Sample', reference: 'x' }),
    'records.lift': fixed({ id: 'x' }),
    'records.erase': fixed({ due: { booking: 1, visit: 0, 'reported-visit': 0 } }),
    'institution.export': bare,
    'institution.take-over': fixed({ file: list.file, code: 'ABCD' }),
    'copies.state': bare,
    'copies.new-key': bare,
    'copies.take': bare,
    'audit.list': fixed({ after: 0, limit: 10 }),
    'audit.export': fixed({ language: 'en' }),
    'sheet.export': fixed({ from: '2026-11-01', to: '2026-11-30', language: 'en' }),
  };
  return {
    api,
    inputs,
    set: (key: (typeof SETTING_KEYS)[number], value: unknown) =>
      made('settings.set', { which: { key, ver: 0 }, value }),
    async exportedCells(): Promise<readonly string[]> {
      const { bookings } = await made<{ bookings: readonly { booking: { id: string } }[] }>(
        'schedule.list',
        period,
      );
      const records = bookings.map(({ booking: { id } }) => ({ kind: 'booking', id }));
      type Files = { readonly files: readonly { readonly name: string; readonly content: string }[] };
      const exports = [
        await made<Files>('records.export', { records, language: 'en' }),
        await made<Files>('audit.export', { language: 'fr' }),
      ];
      return exports.flatMap(({ files }) =>
        files.flatMap(({ name, content }) => {
          expect(name).toMatch(/^[a-z0-9.-]+$/u);
          const text = Buffer.from(content, 'base64').toString('utf8').replace('\ufeff', '');
          return text
            .split(/[\r\n]/u)
            .flatMap((line) => line.split(/[,;]/u).map((cell) => cell.replace(/^"+/u, '')));
        }),
      );
    },
  };
}

/** Opens every area of the institution: nothing runs, and the text is shown as it was typed. */
async function showEverywhere(api: Api, hostile: string): Promise<void> {
  startLanguage('fr');
  const host: Host = {
    call: async (name, input): Promise<ApiAnswer> =>
      structuredClone(await api.call(name, EVERYBODY, structuredClone(input))) as ApiAnswer,
    ...{ zone: 'America/Toronto', firstLanguage: 'fr', now: () => NOW + 3 * DAY_MS },
    person: EVERYBODY,
    ...{
      isBlocked: () => true,
      invites: true,
      notice: DEFAULT_NOTICE,
      copies: { takenAt: null, folder: null },
    },
    drafts: { read: () => undefined, write: () => undefined, clear: () => undefined },
  };
  render(
    <HostContext value={host}>
      <InstitutionArea roles={ROLES} />
    </HostContext>,
  );
  const tabs = [...document.querySelectorAll('nav [data-test^="institution-"]')];
  const shown = new Set<string>();
  for (const tab of tabs) {
    fireEvent.click(tab);
    await waitFor(() => expect(document.querySelector('h1')).not.toBeNull());
    await new Promise((settle) => setTimeout(settle, 30));
    expect(document.querySelector('script, img, iframe, [onerror]')).toBeNull();
    const values = [...document.querySelectorAll('input, textarea')].map((field) =>
      Reflect.get(field, 'value'),
    );
    if ([document.body.textContent, ...values].some((text) => String(text).includes(hostile)))
      shown.add(tab.getAttribute('data-test') ?? '');
  }
  for (const area of ['bookings', 'staff', 'settings', 'records'])
    expect([...shown]).toContain(`institution-${area}`);
}

type Path = readonly (string | number)[];
const Shape = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
});

function jsonSchemaOf(name: CallName): unknown {
  return z.toJSONSchema(CALLS[name].input, { io: 'input', unrepresentable: 'any' });
}

/** Where the input of a call has a text. */
function textPaths(schema: unknown, path: Path = []): readonly Path[] {
  const { type, properties, items, anyOf, enum: values } = Shape.parse(schema);
  if (values !== undefined) return [];
  if (anyOf !== undefined) return anyOf.flatMap((one) => textPaths(one, path));
  if (type === 'string') return [path];
  if (items !== undefined) return textPaths(items, [...path, 0]);
  return Object.entries(properties ?? {}).flatMap(([key, part]) => textPaths(part, [...path, key]));
}

/** A copy with a text at a place. Throws where the valid input does not reach that place: complete it then. */
function withText(input: unknown, path: Path, text: string): unknown {
  const copy: unknown = structuredClone(input);
  let here = copy;
  for (const step of path.slice(0, -1)) {
    here = typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined;
    if (here === undefined) throw new Error(`The valid input has no ${path.join('.')}`);
    // The other form of a union, such as a text in one language.
    if (typeof here !== 'object' || here === null) return copy;
  }
  if (typeof here === 'object' && here !== null) Reflect.set(here, path.at(-1) ?? '', text);
  return copy;
}

/** A value of a setting whose every text is this one. */
function filled(key: (typeof SETTING_KEYS)[number], text: string): unknown {
  const both = { en: text, fr: text };
  const values: Readonly<Record<(typeof SETTING_KEYS)[number], unknown>> = {
    notice: {
      ...DEFAULT_NOTICE,
      version: text.slice(0, 40),
      title: both,
      strip: both,
      privileged: both,
      paragraphs: [both],
    },
    'visits-suspended': { suspended: false },
    lockdown: { require: 'removed' },
    opening: {},
    cues: { minutes: [5] },
    'sign-in': { days: 7 },
    support: [{ name: both, detail: both }],
    telephones: { it: text, visitsAndCorrespondence: text },
  };
  expect(SETTING_ROWS[key].safeParse(values[key]).success).toBe(true);
  return values[key];
}
