import { beforeEach, describe, expect, it } from 'vitest';
import { CALLS, ROLES } from '../api/calls.ts';
import { NOW, sampleBooking } from '../core/institution.fixture.ts';
import {
  codeOf,
  createBrowser,
  createTestService,
  OTHER,
  OWN,
  PASSWORD,
  type TestService,
} from './browser.fixture.ts';

const MINUTE_MS = 60_000;
const EVERYONE = [...ROLES, 'facilitator', 'tracking'] as const;
const calls = Object.entries(CALLS);
let service: TestService;
beforeEach(async () => {
  service = await createTestService();
});

describe('A call', () => {
  it('is answered to who may make it, and is an entry of the audit', async () => {
    const scheduler = await service.signedIn(OWN, 'scheduler');
    const answer = await scheduler.call('schedule.book', { booking: sampleBooking() });
    expect(answer.json()).toMatchObject({ ok: true, value: { ver: 1 } });
    const head = await service.signedIn(OWN, 'head');
    expect((await head.call('audit.list', { after: 0, limit: 10 })).json()).toMatchObject({
      value: { entries: [{ actor: 'member-1', action: 'booking.booked' }] },
    });
  });

  it.each(calls)('%s needs a person with its role and refuses every other', async (name, { roles }) => {
    if (roles === 'anyone') return;
    const stranger = createBrowser(service.app);
    expect((await stranger.call(name, {})).statusCode).toBe(401);
    for (const role of EVERYONE.filter((one) => !roles.some((named) => named === one))) {
      const person = await service.signedIn(OWN, role);
      const answer = await person.call(name, {});
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'role-missing']);
    }
  });

  it('is refused from another site, for another host, without the token or with another session’s', async () => {
    const head = await service.signedIn(OWN, 'head');
    const other = await service.signedIn(OWN, 'head');
    const refusals: readonly Readonly<Record<string, string>>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://institution.example' },
      { origin: 'https://institution.example.evil.example' },
      { host: 'evil.example' },
      { 'x-csrf-token': '' },
      { 'x-csrf-token': other.csrf },
    ];
    for (const headers of refusals) {
      const answer = await head.call('sites.list', {}, headers);
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'cross-site']);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await head.call('sites.list', {}, { 'content-type': type })).statusCode).toBe(415);
    expect((await head.call('sites.list', {})).statusCode).toBe(200);
  });

  it('reaches one’s own institution alone', async () => {
    const booked = await (
      await service.signedIn(OTHER, 'head')
    ).call('schedule.book', {
      booking: sampleBooking(),
    });
    expect(codeOf(booked)).toBeNull();
    const head = await service.signedIn(OWN, 'head');
    const all = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
    expect((await head.call('schedule.list', all)).json()).toMatchObject({
      ok: true,
      value: { bookings: [] },
    });
    const answer = await head.call('schedule.list', all, { 'x-institution': OTHER });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'institution-other']);
    expect((await head.readSession()).institutions.map(({ id }) => id)).toEqual([OWN]);
  });

  it.each(['constructor', '__proto__', 'schedule.drop', '..%2fsession'])(
    '%j does not exist',
    async (name) => {
      const head = await service.signedIn(OWN, 'head');
      const answer = await head.call(name, {});
      expect(answer.json()).toMatchObject({ ok: false, refusal: { code: 'input-invalid' } });
    },
  );

  it('hands over the sheet of a period to the head, who sends it on, and notes it', async () => {
    const head = await service.signedIn(OWN, 'head');
    const period = { from: '2026-11-01', to: '2026-11-30' };
    const answer = await head.call('sheet.export', { ...period, language: 'fr' });
    const { value } = answer.json();
    expect(value.files).toMatchObject([{ name: 'child-link-tracking-2026-11-01-2026-11-30.csv' }]);
    expect(Buffer.from(value.files[0].content, 'base64').toString('utf8')).toContain('Détenue');
    expect((await head.call('audit.list', { after: 0, limit: 10 })).json()).toMatchObject({
      value: {
        entries: [{ action: 'sheet.exported', subject: '2026-11-01 2026-11-30', detail: { rows: 0 } }],
      },
    });
  });

  it('that is too large is not read: least of all from a stranger', async () => {
    const large = { text: 'x'.repeat(20_000) };
    const stranger = createBrowser(service.app);
    expect((await stranger.call('staff.set-pin', large)).statusCode).toBe(413);
    expect((await stranger.call('schedule.read-invitation', large)).statusCode).toBe(401);
    const scheduler = await service.signedIn(OWN, 'scheduler');
    const huge = { text: 'x'.repeat(9_000_000) };
    expect((await scheduler.call('schedule.read-invitation', huge)).statusCode).toBe(413);
    // Years of an institution that moves here (R64).
    const it = await service.signedIn(OWN, 'it');
    const moved = { file: 'QUJD'.repeat(2_500_000), code: 'ABCD' };
    expect(codeOf(await it.call('institution.take-over', moved))).toBe('transfer-not-readable');
  });

  it('that is no JSON is refused without a word of what was sent', async () => {
    const head = await service.signedIn(OWN, 'head');
    const answer = await head.post('/api/sites.list', '{"secret":');
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('secret');
    const proto = await head.post('/api/sites.list', '{"__proto__":{"roles":["it"]}}');
    expect(proto.statusCode).toBe(400);
  });
});

describe('A session', () => {
  it('is a cookie that no script reads, for this host alone, and a token of its own at each sign-in', async () => {
    const { code } = await service.invited(OWN, ['head']);
    const browser = createBrowser(service.app);
    browser.cookies.set('__Host-child-link', 'chosen-by-somebody-else');
    const answer = await browser.post('/session/activate', { code, login: 'hazel', password: PASSWORD });
    const header = String(answer.headers['set-cookie']);
    for (const part of ['__Host-child-link=', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
      expect(header).toContain(part);
    expect(header).not.toContain('Domain');
    const first = browser.cookies.get('__Host-child-link') ?? '';
    expect(first).not.toBe('chosen-by-somebody-else');
    await browser.post('/session/sign-in', { login: 'hazel', password: PASSWORD });
    expect(browser.cookies.get('__Host-child-link')).not.toBe(first);
    const stolen = createBrowser(service.app);
    stolen.cookies.set('__Host-child-link', first);
    expect((await stolen.readSession()).signedIn).toBeNull();
  });

  it('ends when it is idle, after twelve hours, on signing out, and with the person', async () => {
    const idle = await service.signedIn(OWN, 'head');
    service.setNow(NOW + 29 * MINUTE_MS);
    expect((await idle.call('sites.list', {})).statusCode).toBe(200);
    service.setNow(NOW + 58 * MINUTE_MS);
    expect((await idle.call('sites.list', {}, { 'x-background': '1' })).statusCode).toBe(200);
    service.setNow(NOW + 60 * MINUTE_MS);
    expect((await idle.call('sites.list', {})).statusCode).toBe(401);

    const long = await service.signedIn(OWN, 'head');
    for (let minutes = 60; minutes < 60 + 12 * 60; minutes += 20) {
      service.setNow(NOW + minutes * MINUTE_MS);
      expect((await long.call('sites.list', {})).statusCode).toBe(200);
    }
    service.setNow(NOW + 13 * 60 * MINUTE_MS);
    expect((await long.call('sites.list', {})).statusCode).toBe(401);

    const leaving = await service.signedIn(OWN, 'head');
    const kept = new Map(leaving.cookies);
    expect((await leaving.post('/session/sign-out', {}, { 'x-csrf-token': '' })).statusCode).toBe(403);
    for (const [name, value] of kept) leaving.cookies.set(name, value);
    await leaving.post('/session/sign-out', {});
    for (const [name, value] of kept) leaving.cookies.set(name, value);
    expect((await leaving.readSession()).signedIn).toBeNull();

    const removed = await service.signedIn(OWN, 'scheduler');
    const who = (await removed.readSession()).signedIn?.id ?? '';
    await service.stores[OWN]?.write((writer) => writer.remove('people', who));
    expect((await removed.call('sites.list', {})).statusCode).toBe(401);
  });

  it('has the roles that the person has now', async () => {
    const person = await service.signedIn(OWN, 'scheduler');
    expect((await person.call('sites.list', {})).statusCode).toBe(200);
    const id = (await person.readSession()).signedIn?.id ?? '';
    await service.stores[OWN]?.write(async (writer) => {
      const { row } = (await writer.row('people', id)) ?? { row: null };
      await writer.put('people', id, { ...Object(row), roles: ['it'] });
    });
    expect((await person.call('sites.list', {})).statusCode).toBe(403);
  });

  it('leaves neither a token nor a name or a password in the database', async () => {
    const person = await service.signedIn(OWN, 'head');
    const rows = JSON.stringify(
      await service.storage.database.read(async (trx) => [
        await trx.selectFrom('credentials').selectAll().execute(),
        await trx.selectFrom('sessions').selectAll().execute(),
        await trx.selectFrom('signInAttempts').selectAll().execute(),
      ]),
    );
    for (const secret of [...person.cookies.values(), person.csrf, PASSWORD, 'Sample, Person'])
      expect(rows).not.toContain(secret);
  });

  it('deletes what has expired', async () => {
    await service.signedIn(OWN, 'head');
    service.setNow(NOW + 48 * 60 * MINUTE_MS);
    const before = new Date(NOW + MINUTE_MS).toISOString();
    await service.people.signIn.deleteExpired({
      ...{ startedBefore: before, usedBefore: before, pendingBefore: before, attemptsBefore: before },
    });
    const { database } = service.storage;
    expect(await database.read((trx) => trx.selectFrom('sessions').selectAll().execute())).toEqual([]);
  });
});

describe('Signing in', () => {
  it('refuses a wrong name and a wrong password alike', async () => {
    await service.signedIn(OWN, 'head');
    const browser = createBrowser(service.app);
    const wrong = async (body: unknown) => (await browser.post('/session/sign-in', body)).json();
    const refused = { ok: false, refusal: { code: 'sign-in-refused', values: {} } };
    expect(await wrong({ login: 'member-1', password: 'not this one' })).toEqual(refused);
    expect(await wrong({ login: 'nobody', password: PASSWORD })).toEqual(refused);
    expect(await wrong({ login: 'member-1' })).toEqual(refused);
    expect(await wrong({ login: "' or 1=1 --", password: PASSWORD })).toEqual(refused);
    expect(browser.cookies.size).toBe(0);
  });

  it('slows guessing down for one account, known or not, on every instance; a wait ends by itself', async () => {
    await service.signedIn(OWN, 'head');
    const browser = createBrowser(service.app);
    for (const login of ['member-1', 'nobody']) {
      const codes: string[] = [];
      for (let guess = 0; guess < 7; guess += 1)
        codes.push(codeOf(await browser.post('/session/sign-in', { login, password: 'wrong' })) ?? '');
      expect(codes).toEqual([...Array<string>(5).fill('sign-in-refused'), 'wait', 'wait']);
    }
    const right = { login: 'member-1', password: PASSWORD };
    const waiting = await browser.post('/session/sign-in', right);
    expect([waiting.statusCode, waiting.headers['retry-after']]).toEqual([429, '2']);
    service.setNow(NOW + 3000);
    expect((await browser.post('/session/sign-in', right)).json()).toEqual({ ok: true });
    expect(codeOf(await browser.post('/session/sign-in', { ...right, password: 'x' }))).toBe(
      'sign-in-refused',
    );
  });

  it('counts guesses that come at the same time', async () => {
    await service.signedIn(OWN, 'head');
    const browser = createBrowser(service.app);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        browser.post('/session/sign-in', { login: 'member-1', password: 'wrong' }),
      ),
    );
    const judged = answers.filter((answer) => codeOf(answer) === 'sign-in-refused');
    expect(judged.length).toBeLessThanOrEqual(5);
  });

  it('takes a code once, also when two use it at the same time, and not after a day', async () => {
    const { id, code } = await service.invited(OWN, ['head']);
    const browser = createBrowser(service.app);
    const use = async (login: string) =>
      codeOf(await browser.post('/session/activate', { code, login, password: PASSWORD }));
    const both = await Promise.all([use('hazel'), use('birch')]);
    expect(both.filter((refusal) => refusal === null)).toHaveLength(1);
    expect(await use('hazel-two')).toBe('code-refused');
    expect(await service.people.signIn.credentialOf(OWN, id)).toMatchObject({ codeHash: null });
    const late = await service.invited(OWN, ['head']);
    service.setNow(NOW + 25 * 60 * MINUTE_MS);
    const answer = await browser.post('/session/activate', {
      code: late.code,
      login: 'late',
      password: PASSWORD,
    });
    expect(codeOf(answer)).toBe('code-refused');
  });

  it.each([
    ['x', PASSWORD, 'login-invalid'],
    ['hazel', 'short', 'password-short'],
    ['hazel', 'my name is Hazel', 'password-has-login'],
    ['taken', PASSWORD, 'login-taken'],
  ])('refuses the name %j with the password %j: %s', async (login, password, refusal) => {
    const browser = createBrowser(service.app);
    const first = await service.invited(OTHER, ['head']);
    await browser.post('/session/activate', { code: first.code, login: 'taken', password: PASSWORD });
    const { code } = await service.invited(OWN, ['head']);
    const answer = await browser.post('/session/activate', { code, login, password });
    expect(codeOf(answer)).toBe(refusal);
  });
});

describe('Every answer', () => {
  it('forbids scripts and frames of others, and may not be kept', async () => {
    const answer = await createBrowser(service.app).post('/session', {});
    const { headers } = answer;
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
  });
});
