import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../shared/session/commands.ts';
import { decide } from '../../shared/session/decide.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, NOW, run, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { StaffRow } from '../../shared/sync/rows.ts';
import { credentialOf } from './pin.ts';
import { SignIn } from './sign-in.ts';
import { createStaffDirectory } from './staff-directory.ts';

const COST = { N: 1024, r: 8, p: 1 } as const;

function staffRow(number: number): StaffRow {
  const salt = Buffer.from(`salt-of-${number}`).toString('base64url');
  const hash = scryptSync(pinOf(number), Buffer.from(salt, 'base64url'), 32, COST).toString('base64url');
  return {
    id: `staff-${number}`,
    name: `Sample, ${number}`,
    roles: ['facilitator'],
    verifier: { algorithm: 'scrypt', ...COST, salt, hash },
    validUntil: '2036-01-01T00:00:00.000Z',
  };
}

const pinOf = (number: number): string => String(100_000 + number);

/** A locked station with sixty facilitators, of whom the first left. */
function world() {
  const rows = Array.from({ length: 60 }, (_, index) => staffRow(index + 1));
  const staff = rows.map((row) => ({
    id: row.id,
    roles: row.roles,
    validUntil: Date.parse(row.validUntil),
    credential: credentialOf(row.verifier),
  }));
  const first = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'sign-in' } as const;
  let state: StationState = run(
    UNTIL_LEFT.map((command) => (command.type === 'pin-accepted' ? first : command)),
    { ...CONTEXT, staff },
  ).state;
  const clock = { now: NOW + 60_000 };
  const context = () => ({ ...CONTEXT, staff, now: clock.now });
  let spent = false;
  const signIn = new SignIn({
    station: {
      get state() {
        return state;
      },
      get context() {
        return context();
      },
      execute(command: Command) {
        const decision = decide(state, command, context());
        if (decision.ok)
          for (const draft of decision.value) state = evolve(state, { ...draft, at: clock.now });
        return decision;
      },
    },
    staff: createStaffDirectory({ staff: () => rows }),
    recoveryCode: {
      fits: (code) => Promise.resolve(!spent && code === '123456789012'),
      spend: () => {
        spent = true;
      },
    },
  });
  return { signIn, clock, state: () => state };
}

describe('R37: a PIN at the lock with sixty staff', () => {
  it('lets the person who left back in at once', async () => {
    const { signIn, state } = world();
    expect(await signIn.comeBack(pinOf(1))).toBeNull();
    expect(state().session?.supervision).toEqual({ mode: 'supervised', staff: 'staff-1' });
  });

  it('a wrong one is answered and counted before everybody was tried', async () => {
    const { signIn, state } = world();
    expect(await signIn.comeBack('999999')).toEqual({ code: 'pin-wrong', values: { count: 4 } });
    expect(state().pinFailures['lock']?.count).toBe(1);
  });

  it('a colleague who never sat here is let in a little later', async () => {
    const { signIn, state } = world();
    expect(await signIn.comeBack(pinOf(60))).toMatchObject({ code: 'pin-wrong' });
    await expect.poll(() => state().session?.lock).toBeNull();
    expect(state().signedIn?.staff).toBe('staff-60');
  });

  it('R34: waits after five, while the recovery code waits for nothing', async () => {
    const { signIn, state } = world();
    for (let tries = 0; tries < 5; tries += 1) await signIn.comeBack('999999');
    expect(await signIn.comeBack(pinOf(1))).toMatchObject({ code: 'pin-throttled' });
    expect(await signIn.comeBack('123456789012')).toBeNull();
    expect(state().session?.lock).toBeNull();
  });

  it('R34: lets the person back in when the wait is over', async () => {
    const { signIn, state, clock } = world();
    for (let tries = 0; tries < 5; tries += 1) await signIn.comeBack('999999');
    const refusal = await signIn.comeBack(pinOf(1));
    clock.now += Number(refusal?.values['seconds']) * 1000 - 1;
    expect(await signIn.comeBack(pinOf(1))).toMatchObject({ code: 'pin-throttled' });
    clock.now += 1;
    expect(await signIn.comeBack(pinOf(1))).toBeNull();
    expect(state().session?.lock).toBeNull();
  });

  it('R37: fifteen wrong tries block the panel until the institution or the recovery code opens it', async () => {
    const { signIn, clock } = world();
    for (let tries = 0; tries < 15; tries += 1) {
      await signIn.comeBack('999999');
      clock.now += 3 * 3_600_000;
    }
    expect(await signIn.comeBack(pinOf(1))).toEqual({ code: 'pin-blocked', values: {} });
    expect(await signIn.comeBack('123456789012')).toBeNull();
  });
});

describe('R7: a colleague who takes over', () => {
  it('does so with her own PIN, and a wrong one counts against her', async () => {
    const { signIn, state } = world();
    await signIn.comeBack(pinOf(1));
    expect(await signIn.relieve('staff-2', '999999')).toMatchObject({
      ok: false,
      refusal: { code: 'pin-wrong' },
    });
    expect(state().pinFailures['staff-2']?.count).toBe(1);
    expect(await signIn.relieve('staff-2', pinOf(2))).toEqual({ ok: true, value: null });
    expect(state().session?.responsibles).toEqual(['staff-1', 'staff-2']);
  });
});
