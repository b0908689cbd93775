import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBed, sampleBooking, servedInstitution } from '../core/institution.fixture.ts';
import { createInstitution } from '../core/institution.ts';
import { CALLS, ROLES } from './calls.ts';
import { createApi, type Api } from './serve.ts';

let api: Api;
beforeEach(async () => {
  const { context } = await createBed();
  const institution = createInstitution(context);
  api = createApi(servedInstitution(institution));
});

const person = (...roles: readonly string[]) => ({ id: 'staff-hazel', roles });
const entries = Object.entries(CALLS);

describe('Every call', () => {
  it.each(entries)('%s is refused to each role that it does not name', async (name, { roles }) => {
    const everyone = [...ROLES, 'facilitator', 'tracking'];
    const named: readonly string[] = roles === 'anyone' ? everyone : roles;
    for (const role of everyone.filter((other) => !named.includes(other))) {
      expect(await api.call(name, person(role), {})).toMatchObject({ refusal: { code: 'role-missing' } });
    }
    const code = roles === 'anyone' ? 'input-invalid' : 'role-missing';
    expect(await api.call(name, person(), { surprise: true })).toMatchObject({ refusal: { code } });
  });

  it.each(entries)('%s refuses what is not its input, and says where', async (name, { roles }) => {
    for (const wrong of [null, [], 'x', 7, { surprise: true }, { booking: { surprise: true } }]) {
      expect(await api.call(name, person(...(roles === 'anyone' ? [] : roles)), wrong)).toMatchObject({
        ok: false,
        refusal: { code: 'input-invalid' },
      });
    }
  });
});

it.each(['constructor', '__proto__', 'schedule.drop', ''])('There is no call %j', async (name) => {
  expect(await api.call(name, person(...ROLES), {})).toMatchObject({ refusal: { code: 'input-invalid' } });
});

it('books, lists and shows the act in the audit', async () => {
  const scheduler = person('scheduler', 'facilitator');
  const booked = await api.call('schedule.book', scheduler, { booking: sampleBooking() });
  expect(booked).toMatchObject({ ok: true, value: { ver: 1 } });
  const day = { from: '2026-12-03T00:00:00.000Z', to: '2026-12-04T00:00:00.000Z' };
  expect(await api.call('schedule.list', scheduler, day)).toMatchObject({
    value: { bookings: [{ ver: 1, booking: { inmate: { name: 'Example, Maple' } } }] },
  });
  expect(await api.call('audit.list', person('head'), { after: 0, limit: 10 })).toMatchObject({
    value: { broken: null, entries: [{ actor: 'staff-hazel', action: 'booking.booked' }] },
  });
});

it('refuses an invitation with its own reason', async () => {
  expect(await api.call('schedule.read-invitation', person('scheduler'), { text: 'Hello' })).toMatchObject({
    refusal: { code: 'invitation-no-link' },
  });
});

describe('A list of sites', () => {
  const list = (...lines: readonly string[]) => ({
    file: Buffer.from(['id,name,city,province,zone', ...lines].join('\n')).toString('base64'),
    listDate: '2026-12-01',
  });

  it('is imported once it was previewed', async () => {
    const input = list('S-1,Sample,Halifax,NS,');
    const previewed = await api.call('sites.preview', person('head'), input);
    expect(previewed).toMatchObject({
      value: { added: [{ id: 'S-1' }], withdrawn: [{ id: 'site-halifax' }] },
    });
    const { token } = z.object({ token: z.string() }).parse(previewed.ok ? previewed.value : null);
    expect(await api.call('sites.import', person('head'), { ...input, token })).toMatchObject({ ok: true });
    expect(await api.call('sites.list', person('scheduler'), {})).toMatchObject({
      value: { sites: [{ id: 'S-1', authorized: true }, { authorized: false }] },
    });
  });

  it('is refused with all of its mistakes', async () => {
    const input = list('S-1,Sample,Halifax,XX,', 'S-2,Sample,Montréal,QC,');
    expect(await api.call('sites.preview', person('head'), input)).toMatchObject({
      refusal: { code: 'list-invalid', values: { count: 2 }, problems: [{ line: 2 }, { line: 3 }] },
    });
  });
});

it('A person cancels their own import while its file is read, and nobody else’s', async () => {
  const { context } = await createBed();
  const api = createApi({
    ...servedInstitution(createInstitution(context)),
    readSiteList: (_file, signal) =>
      new Promise((_settle, reject) => {
        signal.addEventListener('abort', () => reject(new Error('The worker was ended')));
      }),
  });
  const list = { file: Buffer.from('id').toString('base64'), listDate: '2026-12-01' };
  const preview = api.call('sites.preview', person('head'), list);
  expect(await api.call('sites.progress', person('head'), {})).toMatchObject({
    value: { progress: { done: 0, total: 0 } },
  });
  const other = { id: 'staff-rowan', roles: ['head'] };
  await api.call('sites.cancel', other, {});
  expect(await api.call('sites.progress', other, {})).toMatchObject({ value: { progress: null } });
  await api.call('sites.cancel', person('head'), {});
  expect(await preview).toMatchObject({ refusal: { code: 'list-cancelled' } });
  expect(await api.call('sites.progress', person('head'), {})).toMatchObject({ value: { progress: null } });
});

describe('Text from anybody', () => {
  const HOSTILE = '=cmd|"/C calc"!A0\r\n<script>alert(1)</script>\u202e\'; DROP TABLE rows; --';
  const head = person(...ROLES);

  it('is kept as it was typed, and runs nowhere that it is exported to', async () => {
    const booking = sampleBooking({
      inmate: { name: HOSTILE, fps: '000009Z' },
      reference: HOSTILE,
      participants: [
        { role: 'child', name: HOSTILE, approvedVisitor: true },
        { role: 'accompanying-adult', name: HOSTILE, approvedVisitor: true },
      ],
    });
    const booked = await api.call('schedule.book', head, { booking });
    expect(booked.ok).toBe(true);
    const id = z.object({ id: z.string() }).parse(booked.ok ? booked.value : null).id;
    await api.call('staff.add', head, {
      details: {
        name: HOSTILE.replaceAll(/[\r\n]/gu, ' '),
        roles: ['it'],
        validUntil: '9999-12-31T23:59:59.999Z',
      },
    });
    for (const language of ['en', 'fr'] as const) {
      const exports = [
        await api.call('records.export', head, { records: [{ kind: 'booking', id }], language }),
        await api.call('audit.export', head, { language }),
      ];
      for (const done of exports) {
        const { files } = z
          .object({ files: z.array(z.object({ name: z.string(), content: z.string() })) })
          .parse(done.ok ? done.value : null);
        for (const { name, content } of files) {
          expect(name).toMatch(/^[a-z0-9.-]+$/u);
          const text = Buffer.from(content, 'base64').toString('utf8').replace('\ufeff', '');
          for (const cell of text.split(/[\r\n]/u).flatMap((line) => line.split(/[,;]/u)))
            expect(cell.replace(/^"+/u, '')).not.toMatch(/^[=+\-@]/u);
        }
      }
    }
  });

  // Completed from the table of calls: a new call with a text in it is tried without being named here.
  it.each(entries)(
    '%s takes it, or refuses it by its input alone, and the store stays readable',
    async (name, { input }) => {
      for (const text of [HOSTILE, '\u0000', 'x'.repeat(100_000), '\ud800', '{{name}}', '../../etc/passwd']) {
        const answer = await api.call(name, head, filledWith(input, text));
        if (!answer.ok) expect(JSON.stringify(answer)).not.toContain('DROP TABLE');
        expect(await api.call('audit.list', head, { after: 0, limit: 10 })).toMatchObject({
          ok: true,
          value: { broken: null },
        });
      }
    },
  );
});

/** An input of a call's own shape whose every text is this one. */
function filledWith(schema: z.ZodType, text: string): unknown {
  const fill = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return text;
    const { type, properties, items, anyOf, enum: values, const: constant, ...how } = Shape.parse(part);
    if (constant !== undefined) return constant;
    if (values !== undefined) return values[0];
    if (anyOf !== undefined) return fill(anyOf[0]);
    if (type === 'array') return [fill(items ?? {})];
    if (type === 'object')
      return Object.fromEntries(Object.entries(properties ?? {}).map(([key, value]) => [key, fill(value)]));
    if (type === 'integer' || type === 'number') return 1;
    if (type === 'boolean') return true;
    const { pattern, format, maxLength } = how;
    const fixed = [...FIXED, Buffer.from(text).toString('base64')];
    if (format === 'date') return '2026-12-05';
    if (pattern !== undefined) return fixed.find((one) => new RegExp(pattern, 'u').test(one)) ?? text;
    return text.slice(0, maxLength);
  };
  return fill(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/** Texts with a form of their own: an instant and a PIN. */
const FIXED = ['2026-12-05T18:30:00.000Z', '482913'];

const Shape = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  maxLength: z.number().optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
});
