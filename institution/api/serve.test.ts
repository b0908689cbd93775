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
