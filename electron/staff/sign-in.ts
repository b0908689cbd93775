import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { LOCK_ROLES, refusedSignIn } from '../../shared/session/decide-station.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { LOCK_KEY, throttle } from '../../shared/session/throttle.ts';
import type { StaffRow } from '../../shared/sync/rows.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import { credentialOf, pinFits } from './pin.ts';
import type { RecoveryCode } from './recovery-code.ts';
import type { FeedReader } from '../station/ports.ts';
import type { Station } from '../station/station.ts';

/**
 * How many names a PIN at the lock's panel is held against before it is answered. Each costs about a third of a second
 * by design; whoever was here lately is nearly always among the first.
 */
const ANSWERED_AFTER = 4;

/** Who sits at the station: PINs tried one at a time, so that each sees the count of the one before; all recorded (R1, R34). */
export class SignIn {
  readonly #station: Station;
  readonly #feeds: FeedReader;
  readonly #recovery: RecoveryCode;
  readonly #queue = new SerialQueue();
  /** The search among everybody else goes on only for the PIN that was typed last. */
  #search = 0;

  constructor(station: Station, feeds: FeedReader, recovery: RecoveryCode) {
    this.#station = station;
    this.#feeds = feeds;
    this.#recovery = recovery;
  }

  /** Signs a named staff member in; refuses with what is wrong and, for a wrong PIN, how many tries are left. */
  signIn(staffId: string, pin: string): Promise<Result<null, Refusal>> {
    return this.#tryNamed(staffId, pin, 'sign-in');
  }

  /** Lets another facilitator take over the session with her own PIN (R7); wrong PINs count as at sign-in. */
  relieve(staffId: string, pin: string): Promise<Result<null, Refusal>> {
    return this.#tryNamed(staffId, pin, 'relief');
  }

  /**
   * Tries a PIN typed at the lock's panel: whoever left, then who was here lately, then the one-time recovery code. A PIN
   * that fits none of them is answered and counted as wrong; it is still held against everybody else who may come back,
   * so that a colleague who never sat here gets in a few seconds later.
   * @returns null when staff are back, else what the panel says
   */
  comeBack(pin: string): Promise<Message | null> {
    this.#search += 1;
    const search = this.#search;
    return this.#queue.add(async () => {
      // The recovery code is for the day when every PIN fails, and too long to be guessed: no count stands in its way.
      if (await this.#recovery.fits(pin)) {
        const done = this.#station.execute({ type: 'recovery-code-accepted' });
        if (!done.ok) return done.refusal;
        this.#recovery.spend();
        return null;
      }
      const { state, context } = this.#station;
      const counted = throttle(state.pinFailures[LOCK_KEY], LOCK_KEY, context.now);
      if (counted.name === 'wait') return waitMessage(counted.until - context.now);
      if (counted.name === 'blocked') return { code: 'pin-blocked', values: {} };
      const candidates = this.#candidates();
      const found = await this.#firstFitting(pin, candidates.slice(0, ANSWERED_AFTER));
      if (found !== null) return this.#accept(found);
      this.#station.execute({ type: 'pin-refused', staff: LOCK_KEY, credential: LOCK_KEY, where: 'lock' });
      const answer = this.#wrongPin(LOCK_KEY, LOCK_KEY);
      this.#searchOn(pin, candidates.slice(ANSWERED_AFTER), search);
      return answer;
    });
  }

  #tryNamed(staffId: string, pin: string, where: 'sign-in' | 'relief'): Promise<Result<null, Refusal>> {
    return this.#queue.add(async () => {
      const { state, context } = this.#station;
      const refused = refusedSignIn(state, staffId, where, context);
      if (refused !== null && !refused.ok) return refused;
      const row = this.#feeds.staff().find((candidate) => candidate.id === staffId);
      if (row === undefined) return refuse({ code: 'staff-unknown', values: {} });
      const credential = credentialOf(row.verifier);
      if (await pinFits(pin, row.verifier)) {
        const done = this.#station.execute({ type: 'pin-accepted', staff: staffId, credential, where });
        return done.ok ? ok(null) : done;
      }
      const recorded = this.#station.execute({
        type: 'pin-refused',
        staff: staffId,
        credential,
        where: 'sign-in',
      });
      return recorded.ok ? refuse(this.#wrongPin(staffId, credential)) : recorded;
    });
  }

  /** Everybody who may come back, whoever left first, then by when they were here last. */
  #candidates(): readonly StaffRow[] {
    const { state } = this.#station;
    const leftBy = state.session?.responsible;
    const seenAt = ({ id }: StaffRow): number => (id === leftBy ? Infinity : (state.seenStaff[id] ?? 0));
    return this.#feeds
      .staff()
      .filter((row) => LOCK_ROLES.some((role) => row.roles.includes(role)))
      .toSorted((a, b) => seenAt(b) - seenAt(a));
  }

  async #firstFitting(pin: string, rows: readonly StaffRow[]): Promise<StaffRow | null> {
    for (const row of rows) if (await pinFits(pin, row.verifier)) return row;
    return null;
  }

  #accept({ id, verifier }: StaffRow): Message | null {
    const credential = credentialOf(verifier);
    const done = this.#station.execute({ type: 'pin-accepted', staff: id, credential, where: 'lock' });
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
    const { state, context } = this.#station;
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
