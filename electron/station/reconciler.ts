import { deviceFacts } from '../../shared/hardware/attached.ts';
import type { LockProof } from '../../shared/session/entries.ts';
import type { InAppBlock } from '../lockout/in-app-block.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { InputLock, LockState } from '../lockout/lock.ts';
import type { Meeting, MeetingTarget } from '../meeting/meeting.ts';
import { Coalesced } from '../platform/coalesce.ts';
import type { Report } from '../platform/log.ts';
import type { Timers } from '../platform/timers.ts';
import type { Rectangle } from '../windows/layout.ts';
import type { ChangeSignal } from './change-signal.ts';
import { desired, type Desired } from './desired.ts';
import type { Screens } from './ports.ts';
import type { Station } from './station.ts';

export interface ReconcilerParts {
  readonly station: Station;
  readonly lock: InputLock;
  readonly block: Pick<InAppBlock, 'engage' | 'release'>;
  readonly meeting: Meeting;
  readonly screens: Screens;
  readonly hardware: Pick<Hardware, 'attached' | 'troubles'>;
  /** Returns the current booking's link, checked; null when there is none that may be opened. */
  readonly target: () => MeetingTarget | null;
  readonly changes: Pick<ChangeSignal, 'notify'>;
  readonly report: Report;
  readonly timers: Pick<Timers, 'after'>;
}

const RETRY_LOCK_MS = 2000;
/** The same loss is recorded once in this time, so that a lock that comes and goes does not fill the journal. */
const SAME_LOSS_MS = 10_000;
const DETAIL_LIMIT = 500;

/**
 * Brings screens, lock and meeting in line with the state, one step at a time, and reports the results as facts.
 * Requested after every entry; a superfluous request does no harm.
 */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  readonly #run = new Coalesced(() =>
    this.#bringInLine().catch((error: unknown) => {
      this.#parts.report('reconciler-fault', error instanceof Error ? error.message : 'unknown');
    }),
  );
  /** The meeting that staff try without a visit. */
  #trial: MeetingTarget | null = null;
  #openedFor: { readonly session: string; readonly attempt: number; readonly href: string } | null = null;
  #suspended = false;
  #place: Rectangle | null = null;
  #lockTrouble: string | null = null;
  #retryPending = false;
  /** When a proven lock was lost, milliseconds since 1970; null while it holds. */
  #lostAt: number | null = null;
  /** The end of the last recorded gap, milliseconds since 1970. */
  #gapEndedAt = 0;
  /** The machine is about to sleep: a proof before that would end the gap too early. */
  #isAway = false;
  #lastLoss: { readonly detail: string; readonly at: number } | null = null;

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
  }

  /** Sets where the staff page leaves room for the meeting. */
  setPlace(place: Rectangle | null): void {
    this.#place = place;
    this.#showScreens(desired(this.#parts.station.state));
    this.#parts.changes.notify();
  }

  /**
   * Opens a meeting in which nobody is expected, for staff to try; null ends the trial. A session and a sign-out end it
   * too, and nothing of it is recorded.
   */
  tryMeeting(target: MeetingTarget | null): void {
    this.#trial = target;
    this.reconcile();
  }

  get isTrying(): boolean {
    const { session, signedIn } = this.#parts.station.state;
    return this.#trial !== null && session === null && signedIn !== null;
  }

  get place(): Rectangle | null {
    return this.#place;
  }

  /** Why a required lock does not hold; null when it does or need not. */
  get lockTrouble(): string | null {
    return this.#lockTrouble;
  }

  /** Never throws: failures are recorded as facts or reported. */
  reconcile(): void {
    const want = desired(this.#parts.station.state);
    if (want.suspended && this.#parts.meeting.view !== null) this.#coverAndSilence(want);
    void this.#run.request();
  }

  /** In the turn of the press, without waiting for a run that is held up by the lock or by a slow page (R45). */
  #coverAndSilence(want: Desired): void {
    this.#showScreens(want);
    void this.#parts.meeting.setSuspended(true).catch((error: unknown) => {
      this.#parts.report('reconciler-fault', error instanceof Error ? error.message : 'unknown');
    });
  }

  /** The lock cannot be supervised until `back`, such as while the machine sleeps (R33). */
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
    // The announced sleep is over: this runs.
    this.#isAway = false;
    const proof = await this.#parts.lock.verify();
    if (!proof.ok) this.#parts.report(proof.refusal.code, proof.refusal.detail);
    if (!proof.ok || this.#lostAt !== null) this.reconcile();
  }

  /** Takes what the lock reports of itself: it no longer holds, or holds again (R33). */
  lockChanged(state: LockState): void {
    if (state.name === 'degraded') this.lockLost(state.uncovered.join('; '), this.#parts.station.context.now);
    // The run under way proves the lock itself.
    if (this.#lostAt !== null && !this.#run.isRunning) this.reconcile();
  }

  /**
   * Records that the lock did not hold, or that nothing was known of it; its length follows once `reconcile` has proven
   * the lock again.
   * @param sinceMs milliseconds since 1970
   */
  lockLost(detail: string, sinceMs: number): void {
    const { station } = this.#parts;
    if (station.state.session?.lock == null || this.#lostAt !== null) return;
    // Reported twice, as a sleep is.
    if (sinceMs < this.#gapEndedAt) return;
    const { now } = station.context;
    const last = this.#lastLoss;
    if (last?.detail === detail && now >= last.at && now - last.at < SAME_LOSS_MS) return;
    this.#lastLoss = { detail, at: now };
    this.#lostAt = sinceMs;
    this.#lockTrouble = 'lock-lost';
    station.execute({ type: 'lock-failed', code: 'lock-lost', detail: detail.slice(0, DETAIL_LIMIT) });
  }

  /** A process of the station ended: it may have been one that keeps input away. */
  processGone(what: string, reason: string): void {
    const { now } = this.#parts.station.context;
    this.lockLost(`a process of the station ended: ${what}, ${reason}`, now);
    this.reconcile();
  }

  async #bringInLine(): Promise<void> {
    const want = desired(this.#parts.station.state);
    this.#showScreens(want);
    // The lock comes first, so that no key gets through during the other steps.
    if (want.lock === 'engaged') await this.#engage();
    await this.#bringMeeting(want);
    this.#showScreens(desired(this.#parts.station.state));
    if (want.lock === 'open') await this.#release();
    this.#parts.changes.notify();
  }

  #showScreens(want: Desired): void {
    const { screens, meeting } = this.#parts;
    const shown = want.meeting.name === 'kept' && !want.suspended;
    if (this.isTrying) screens.show('trial', this.#place, meeting.view, true);
    else screens.show(want.mode, this.#place, meeting.view, shown);
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
    const { hardware } = this.#parts;
    const { attachedInput: attached } = deviceFacts(hardware.attached);
    const isListed = !hardware.troubles.some(({ part }) => part === 'input-devices');
    const proof: LockProof = {
      ...verified.value,
      // Where input devices cannot be listed, an empty list proves nothing.
      how: attached.length === 0 && isListed ? 'nothing-attached' : verified.value.how,
      attached,
    };
    const lostAt = this.#lostAt;
    this.#lostAt = null;
    const { now } = station.context;
    const gapMs = lostAt === null ? null : Math.max(0, Math.round(now - lostAt));
    if (lostAt !== null) this.#gapEndedAt = now;
    station.execute({ type: 'lock-proven', proof, gapMs });
  }

  /** Before the facilitator left, the staff page comes back; afterwards nothing opens and the lock is retried (R33). */
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
    if (this.#trial !== null && this.isTrying) {
      const { href } = this.#trial;
      if (this.#openedFor?.href === href) return;
      this.#openedFor = { session: '', attempt: 0, href };
      await meeting.open(this.#trial);
      return;
    }
    this.#trial = null;
    if (want.meeting.name === 'closed' || session === null) {
      if (this.#openedFor !== null) {
        this.#openedFor = null;
        this.#suspended = false;
        await meeting.close();
      }
      return;
    }
    // Before the meeting opens: a station that restarts during a suspension opens no page.
    if (this.#suspended !== want.suspended) {
      this.#suspended = want.suspended;
      await meeting.setSuspended(want.suspended);
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
      if (openedHere && meeting.view !== null) await meeting.rejoin();
      else await meeting.open(link);
    }
  }
}
