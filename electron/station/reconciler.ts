import type { LockProof } from '../../shared/session/entries.ts';
import type { InAppBlock } from '../lockout/in-app-block.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { Meeting, MeetingTarget } from '../meeting/meeting.ts';
import { Coalesced } from '../platform/coalesce.ts';
import type { Timers } from '../platform/timers.ts';
import type { Rectangle } from '../windows/layout.ts';
import { desired, type Desired } from './desired.ts';
import type { Screens } from './ports.ts';
import type { Station } from './station.ts';

export interface ReconcilerParts {
  readonly station: Station;
  readonly lock: InputLock;
  readonly block: Pick<InAppBlock, 'engage' | 'release'>;
  readonly meeting: Meeting;
  readonly screens: Screens;
  /** The keyboards, pointers and touch panels attached now, for the proof (R31). */
  readonly attachedInput: () => readonly string[];
  /** False where input devices cannot be listed: then an empty list proves nothing. */
  readonly inputListed: () => boolean;
  /** The current booking's link, checked; null when there is none that may be opened. */
  readonly target: () => MeetingTarget | null;
  readonly changed: () => void;
  readonly report: (code: string, detail: string) => void;
  readonly timers: Pick<Timers, 'after'>;
}

const RETRY_LOCK_MS = 2000;
/** A lock that comes and goes fills no journal: the same loss is recorded so often at most. */
const SAME_LOSS_MS = 10_000;
const DETAIL_LIMIT = 500;

/**
 * Makes screen, lock and meeting what the state says they should be, one step after the other, and reports what came of
 * it as facts. Asked again whenever something was recorded; asking twice does no harm.
 */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  readonly #run = new Coalesced(() =>
    this.#bringInLine().catch((error: unknown) => {
      this.#parts.report('reconciler-fault', error instanceof Error ? error.message : 'unknown');
    }),
  );
  #openedFor: { readonly session: string; readonly attempt: number; readonly href: string } | null = null;
  #suspended = false;
  #place: Rectangle | null = null;
  #lockTrouble: string | null = null;
  #retryPending = false;
  /** Since when a lock that had been proven is not; milliseconds since 1970. */
  #lostAt: number | null = null;
  /** Until when the last gap is in the record. */
  #gapEndedAt = 0;
  /** The machine is about to sleep: a proof before it does would end the gap too early. */
  #isAway = false;
  #lastLoss: { readonly detail: string; readonly at: number } | null = null;

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
  }

  /** Where the staff page leaves room for the meeting. */
  setPlace(place: Rectangle | null): void {
    this.#place = place;
    this.#showScreens(desired(this.#parts.station.state));
  }

  get place(): Rectangle | null {
    return this.#place;
  }

  /** Why a lock that must hold does not; null when it does or need not. */
  get lockTrouble(): string | null {
    return this.#lockTrouble;
  }

  /** Brings everything in line with the state. Never throws; what fails is recorded as a fact or reported. */
  reconcile(): void {
    void this.#run.request();
  }

  /** Nothing can be known from now on until `back`, such as while the machine sleeps (R33). */
  away(why: string): void {
    this.#isAway = true;
    this.lockLost(why, this.#parts.station.context.now);
  }

  back(): void {
    this.#isAway = false;
    this.reconcile();
  }

  /** Proves again that the lock holds; a lock that does not is taken again at once. */
  async proveAgain(): Promise<void> {
    if (this.#run.isRunning || desired(this.#parts.station.state).lock !== 'engaged') return;
    // Whatever was announced, this runs.
    this.#isAway = false;
    const proof = await this.#parts.lock.verify();
    if (!proof.ok) this.#parts.report(proof.refusal.code, proof.refusal.detail);
    if (!proof.ok || this.#lostAt !== null) this.reconcile();
  }

  /** The lock itself says that it holds no longer, or again (R33). */
  lockChanged(): void {
    const { state } = this.#parts.lock;
    if (state.name === 'degraded') this.lockLost(state.uncovered.join('; '), this.#parts.station.context.now);
    // What is running proves the lock itself, and would only be sent round in a circle.
    if (this.#lostAt !== null && !this.#run.isRunning) this.reconcile();
  }

  /**
   * While nobody supervised something was not covered, or nothing could be known: recorded at once, and with its length
   * as soon as the lock was proven again, which `reconcile` sees to. `sinceMs`: milliseconds since 1970.
   */
  lockLost(detail: string, sinceMs: number): void {
    const { station } = this.#parts;
    if (station.state.session?.lock == null || this.#lostAt !== null) return;
    // Noticed by two, as a sleep is: the record has it already.
    if (sinceMs < this.#gapEndedAt) return;
    const { now } = station.context;
    const last = this.#lastLoss;
    if (last?.detail === detail && now >= last.at && now - last.at < SAME_LOSS_MS) return;
    this.#lastLoss = { detail, at: now };
    this.#lostAt = sinceMs;
    this.#lockTrouble = 'lock-lost';
    station.execute({ type: 'lock-failed', code: 'lock-lost', detail: detail.slice(0, DETAIL_LIMIT) });
  }

  async #bringInLine(): Promise<void> {
    const want = desired(this.#parts.station.state);
    this.#showScreens(want);
    // The lock first: nothing that follows may take the time in which a key gets through.
    if (want.lock === 'engaged') await this.#engage();
    await this.#bringMeeting(want);
    this.#showScreens(desired(this.#parts.station.state));
    if (want.lock === 'open') await this.#release();
    this.#parts.changed();
  }

  #showScreens(want: Desired): void {
    const shown = want.meeting.name === 'kept' && !want.suspended;
    this.#parts.screens.show(want.mode, this.#place, this.#parts.meeting.view, shown);
  }

  async #engage(): Promise<void> {
    const { lock, block, station } = this.#parts;
    const blocked = await block.engage();
    if (!blocked.ok) this.#parts.report(blocked.refusal.code, blocked.refusal.detail);
    const { session } = station.state;
    const alreadyProven = session?.lock != null && lock.state.name === 'locked' && this.#lostAt === null;
    if (alreadyProven || (this.#isAway && this.#lostAt !== null)) return;
    if (lock.state.name !== 'locked' && lock.state.name !== 'degraded') {
      const engaged = await lock.engage();
      if (!engaged.ok) return this.#lockFailed(engaged.refusal.code, engaged.refusal.detail);
    }
    const verified = await lock.verify();
    if (!verified.ok) return this.#lockFailed(verified.refusal.code, verified.refusal.detail);
    this.#lockTrouble = null;
    const attached = this.#parts.attachedInput();
    const proof: LockProof = {
      ...verified.value,
      how: attached.length === 0 && this.#parts.inputListed() ? 'nothing-attached' : verified.value.how,
      attached,
    };
    const lostAt = this.#lostAt;
    this.#lostAt = null;
    const { now } = station.context;
    const gapMs = lostAt === null ? null : Math.max(0, Math.round(now - lostAt));
    if (lostAt !== null) this.#gapEndedAt = now;
    station.execute({ type: 'lock-proven', proof, gapMs });
  }

  /** Before the facilitator left: back to the staff page. After: nothing opens, it is tried again until it holds (R33). */
  #lockFailed(code: string, detail: string): void {
    const { station, report, timers } = this.#parts;
    report(code, detail);
    const wasLocked = station.state.session?.lock != null;
    if (this.#lockTrouble !== code) station.execute({ type: 'lock-failed', code, detail });
    this.#lockTrouble = wasLocked ? code : null;
    if (!wasLocked) {
      this.reconcile();
      return;
    }
    if (this.#retryPending) return;
    this.#retryPending = true;
    timers.after(RETRY_LOCK_MS, () => {
      this.#retryPending = false;
      this.reconcile();
    });
  }

  async #release(): Promise<void> {
    const { lock, block, station } = this.#parts;
    this.#lockTrouble = null;
    this.#lostAt = null;
    const held =
      lock.state.name === 'locked' || lock.state.name === 'degraded' || lock.state.name === 'engaging';
    if (held) await lock.release();
    await block.release();
    if (held) station.execute({ type: 'lock-released', kind: lock.kind });
  }

  async #bringMeeting(want: Desired): Promise<void> {
    const { meeting, station, target } = this.#parts;
    const { session } = station.state;
    if (want.meeting.name === 'closed' || session === null) {
      if (this.#openedFor !== null) {
        this.#openedFor = null;
        this.#suspended = false;
        await meeting.close();
      }
      return;
    }
    const { attempt } = want.meeting;
    const link = target();
    // Another link of the same session is another meeting (R15).
    const openedHere =
      this.#openedFor?.session === session.id && (link === null || this.#openedFor.href === link.href);
    if (!openedHere || this.#openedFor?.attempt !== attempt) {
      if (link === null) {
        this.#parts.report('meeting-link-refused', '');
        return;
      }
      this.#openedFor = { session: session.id, attempt, href: link.href };
      this.#suspended = false;
      if (openedHere && meeting.view !== null) await meeting.rejoin();
      else await meeting.open(link);
    }
    if (this.#suspended !== want.suspended) {
      this.#suspended = want.suspended;
      await meeting.setSuspended(want.suspended);
    }
  }
}
