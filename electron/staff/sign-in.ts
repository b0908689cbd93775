import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { LOCK_ROLES, refusedSignIn } from '../../shared/session/decide-station.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { throttle } from '../../shared/session/throttle.ts';
import type { StaffRow } from '../../shared/sync/rows.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import { credentialOf, pinFits } from './pin.ts';
import type { RecoveryCode } from './recovery-code.ts';
import type { FeedReader } from '../station/ports.ts';
import type { Station } from '../station/station.ts';

/** The key under which wrong PINs of the lock panel are counted: the panel asks for no name. */
const LOCK_KEY = 'lock';

/** Who sits at the station: PINs tried one after the other, each one recorded (R1, R34). */
export class SignIn {
  readonly #station: Station;
  readonly #feeds: FeedReader;
  readonly #recovery: RecoveryCode;
  /** Two tries at once would both see the same number of tries left. */
  readonly #queue = new SerialQueue();

  constructor(station: Station, feeds: FeedReader, recovery: RecoveryCode) {
    this.#station = station;
    this.#feeds = feeds;
    this.#recovery = recovery;
  }

  /** Signs a named staff member in; refuses with what is wrong and, for a wrong PIN, how many tries are left. */
  signIn(staffId: string, pin: string): Promise<Result<null, Refusal>> {
    return this.#queue.add(async () => {
      const { state, context } = this.#station;
      const refused = refusedSignIn(state, staffId, 'sign-in', context);
      if (refused !== null && !refused.ok) return refused;
      const row = this.#feeds.staff().find((candidate) => candidate.id === staffId);
      if (row === undefined) return refuse({ code: 'staff-unknown', values: {} });
      const credential = credentialOf(row.verifier);
      if (await pinFits(pin, row.verifier)) {
        const done = this.#station.execute({
          type: 'pin-accepted',
          staff: staffId,
          credential,
          where: 'sign-in',
        });
        return done.ok ? ok(null) : done;
      }
      const recorded = this.#station.execute({
        type: 'pin-refused',
        staff: staffId,
        credential,
        where: 'sign-in',
      });
      return recorded.ok ? refuse(this.#wrongPin(staffId, credential, 'sign-in')) : recorded;
    });
  }

  /**
   * Tries a PIN typed at the lock panel: whoever left is tried first, then everyone else who may come back, then the
   * one-time recovery code.
   * @returns null when staff are back, else what the panel says
   */
  comeBack(pin: string): Promise<Message | null> {
    return this.#queue.add(async () => {
      const { state, context } = this.#station;
      const waiting = throttle(state.pinFailures[LOCK_KEY], LOCK_KEY, context.now, 'lock');
      if (waiting.name === 'wait') return waitMessage(waiting.until - context.now);
      for (const row of this.#candidates()) {
        if (!(await pinFits(pin, row.verifier))) continue;
        const credential = credentialOf(row.verifier);
        const done = this.#station.execute({
          type: 'pin-accepted',
          staff: row.id,
          credential,
          where: 'lock',
        });
        return done.ok ? null : done.refusal;
      }
      if (await this.#recovery.fits(pin)) {
        const done = this.#station.execute({ type: 'recovery-code-accepted' });
        if (!done.ok) return done.refusal;
        this.#recovery.spend();
        return null;
      }
      this.#station.execute({ type: 'pin-refused', staff: LOCK_KEY, credential: LOCK_KEY, where: 'lock' });
      return this.#wrongPin(LOCK_KEY, LOCK_KEY, 'lock');
    });
  }

  #candidates(): readonly StaffRow[] {
    const supervision = this.#station.state.session?.supervision;
    const leftBy =
      supervision?.mode === 'unsupervised' ? supervision.leftBy : this.#station.state.session?.facilitator;
    return this.#feeds
      .staff()
      .filter((row) => LOCK_ROLES.some((role) => row.roles.includes(role)))
      .toSorted((a, b) => Number(b.id === leftBy) - Number(a.id === leftBy));
  }

  #wrongPin(key: string, credential: string, where: 'sign-in' | 'lock'): Refusal {
    const { state, context } = this.#station;
    const left = throttle(state.pinFailures[key], credential, context.now, where);
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
