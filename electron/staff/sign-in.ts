import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { LOCK_ROLES, refusedSignIn } from '../../shared/session/decide-station.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { StationState } from '../../shared/session/state.ts';
import { LOCK_KEY, throttle } from '../../shared/session/throttle.ts';
import type { StaffRow } from '../../shared/sync/rows.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import { credentialOf, pinFits } from './pin.ts';
import type { RecoveryCode } from './recovery-code.ts';
import type { StaffDirectory } from './staff-directory.ts';

/**
 * How many people a PIN of the lock panel is compared with before it is answered. Each comparison takes about a third of
 * a second by design; the people seen last come first, and the right one is nearly always among them.
 */
const ANSWERED_AFTER = 4;

export interface SignInParts {
  readonly station: {
    readonly state: StationState;
    readonly context: DecisionContext;
    execute(command: Command): Result<unknown, Refusal>;
  };
  readonly staff: StaffDirectory;
  readonly recoveryCode: RecoveryCode;
}

/** Checks PINs one at a time, so that each sees the count of the one before, and records each attempt (R1, R34). */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #queue = new SerialQueue();
  /** Only the PIN that was typed last is compared with everybody else. */
  #search = 0;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** Signs a named staff member in. The refusal of a wrong PIN says how many attempts are left. */
  signIn(staffId: string, pin: string): Promise<Result<null, Refusal>> {
    return this.#tryNamed(staffId, pin, 'sign-in');
  }

  /** Lets another facilitator take over the session with their own PIN (R7). Wrong PINs count as at sign-in. */
  relieve(staffId: string, pin: string): Promise<Result<null, Refusal>> {
    return this.#tryNamed(staffId, pin, 'relief');
  }

  /**
   * Checks what was typed at the lock panel: the recovery code, then the PINs of the person who left and of those who were
   * here lately. A PIN that fits none is answered and counted as wrong, and then compared with everybody else who may come
   * back, so that a colleague who never sat here gets in a few seconds later.
   * @returns null when staff are back, else what the panel shows
   */
  comeBack(pin: string): Promise<Message | null> {
    this.#search += 1;
    const search = this.#search;
    return this.#queue.add(async () => {
      // The recovery code is too long to guess, so wrong PINs do not delay it.
      if (await this.#parts.recoveryCode.fits(pin)) {
        const done = this.#parts.station.execute({ type: 'recovery-code-accepted' });
        if (!done.ok) return done.refusal;
        this.#parts.recoveryCode.spend();
        return null;
      }
      const { state, context } = this.#parts.station;
      const counted = throttle(state.pinFailures[LOCK_KEY], LOCK_KEY, context.now);
      if (counted.name === 'wait') return waitMessage(counted.until - context.now);
      if (counted.name === 'blocked') return { code: 'pin-blocked', values: {} };
      const candidates = this.#candidates();
      const found = await this.#firstFitting(pin, candidates.slice(0, ANSWERED_AFTER));
      if (found !== null) return this.#accept(found);
      this.#parts.station.execute({
        type: 'pin-refused',
        staff: LOCK_KEY,
        credential: LOCK_KEY,
        where: 'lock',
      });
      const answer = this.#wrongPin(LOCK_KEY, LOCK_KEY);
      this.#searchOn(pin, candidates.slice(ANSWERED_AFTER), search);
      return answer;
    });
  }

  #tryNamed(staffId: string, pin: string, where: 'sign-in' | 'relief'): Promise<Result<null, Refusal>> {
    return this.#queue.add(async () => {
      const { state, context } = this.#parts.station;
      const refused = refusedSignIn(state, staffId, where, context);
      if (refused !== null && !refused.ok) return refused;
      const row = this.#parts.staff.find(staffId);
      if (row === null) return refuse({ code: 'staff-unknown', values: {} });
      const credential = credentialOf(row.verifier);
      if (await pinFits(pin, row.verifier)) {
        const done = this.#parts.station.execute({ type: 'pin-accepted', staff: staffId, credential, where });
        return done.ok ? ok(null) : done;
      }
      const recorded = this.#parts.station.execute({
        type: 'pin-refused',
        staff: staffId,
        credential,
        where: 'sign-in',
      });
      return recorded.ok ? refuse(this.#wrongPin(staffId, credential)) : recorded;
    });
  }

  /** Returns everybody who may come back: the person who left, then by when they were last here. */
  #candidates(): readonly StaffRow[] {
    const { state } = this.#parts.station;
    const leftBy = state.session?.responsible;
    const seenAt = ({ id }: StaffRow): number => (id === leftBy ? Infinity : (state.seenStaff[id] ?? 0));
    return this.#parts.staff
      .list()
      .filter((row) => LOCK_ROLES.some((role) => row.roles.includes(role)))
      .toSorted((a, b) => seenAt(b) - seenAt(a));
  }

  async #firstFitting(pin: string, rows: readonly StaffRow[]): Promise<StaffRow | null> {
    for (const row of rows) if (await pinFits(pin, row.verifier)) return row;
    return null;
  }

  #accept({ id, verifier }: StaffRow): Message | null {
    const credential = credentialOf(verifier);
    const done = this.#parts.station.execute({ type: 'pin-accepted', staff: id, credential, where: 'lock' });
    return done.ok ? null : done.refusal;
  }

  #searchOn(pin: string, rows: readonly StaffRow[], search: number): void {
    void this.#queue.add(async () => {
      for (const row of rows) {
        if (this.#search !== search) return;
        if (await pinFits(pin, row.verifier)) {
          this.#accept(row);
          return;
        }
      }
    });
  }

  #wrongPin(key: string, credential: string): Refusal {
    const { state, context } = this.#parts.station;
    const left = throttle(state.pinFailures[key], credential, context.now);
    switch (left.name) {
      case 'free':
        return { code: 'pin-wrong', values: { count: left.triesLeft } };
      case 'wait':
        return waitMessage(left.until - context.now);
      case 'blocked':
        return { code: 'pin-blocked', values: {} };
    }
  }
}

function waitMessage(waitMs: number): Refusal {
  return { code: 'pin-throttled', values: { seconds: Math.max(1, Math.ceil(waitMs / 1000)) } };
}
