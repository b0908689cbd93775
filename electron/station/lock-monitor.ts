import { deviceFacts, type AttachedDevice } from '../../shared/hardware/attached.ts';
import type { Reconciler } from './reconciler.ts';
import type { Station } from './station.ts';

export interface LockMonitorParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  readonly reconciler: Pick<Reconciler, 'reconcile' | 'proveAgain' | 'lockLost'>;
}

const PROVE_EVERY_MS = 10_000;
/** A tick this late means that nothing ran, so nothing is known of the lock. */
const STANDSTILL_MS = 5000;
/** A lock that recovers and staff who plug their keyboard in to come back are quicker. */
const CALL_STAFF_AFTER_MS = 60_000;

/**
 * Checks the lock while it holds: a proof every ten seconds (R32), gaps in time (R33), new input devices (R31). Calls
 * staff for what lasts (R43).
 */
export class LockMonitor {
  readonly #parts: LockMonitorParts;
  #provenAt = 0;
  #tickedAt: number | null = null;
  #knownInput: ReadonlySet<string> | null = null;
  /** When the lock stopped being proven, or an input device was attached that is not in its proof. */
  #troubledSince: number | null = null;
  #isCalled = false;

  constructor(parts: LockMonitorParts) {
    this.#parts = parts;
  }

  /** Called once a second. */
  tick(): void {
    this.#checkStandstill();
    this.#prove();
    this.#callStaff();
  }

  hardwareChanged(attached: readonly AttachedDevice[]): void {
    const { station, reconciler } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended' || session.connectedAt === null) return;
    if (session.phase === 'locking') reconciler.reconcile();
    const known = this.#knownInput;
    if (known === null) return;
    const { attachedInput } = deviceFacts(attached);
    const devices = attachedInput.filter((name) => !known.has(name));
    this.#knownInput = new Set(attachedInput);
    if (devices.length > 0) station.execute({ type: 'input-attached', devices });
  }

  /** Called after entries were recorded. */
  recorded(): void {
    const lock = this.#parts.station.state.session?.lock ?? null;
    if (lock === null) this.#knownInput = null;
    else this.#knownInput ??= new Set(lock.attached);
  }

  /** Records how long the station was suspended, stopped, or starved of the processor (R33). */
  #checkStandstill(): void {
    const { station, reconciler } = this.#parts;
    const { now } = station.context;
    const since = this.#tickedAt;
    this.#tickedAt = now;
    if (since === null || now - since < STANDSTILL_MS) return;
    reconciler.lockLost(
      `the station stood still or its clock was set: ${Math.round((now - since) / 1000)} s`,
      since,
    );
    reconciler.reconcile();
  }

  #prove(): void {
    const { station, reconciler } = this.#parts;
    if (station.state.session?.lock == null) return;
    const { now } = station.context;
    if (now - this.#provenAt < PROVE_EVERY_MS && now >= this.#provenAt) return;
    this.#provenAt = now;
    void reconciler.proveAgain();
  }

  #callStaff(): void {
    const { station } = this.#parts;
    const { now } = station.context;
    if (!this.#isTroubled()) {
      this.#troubledSince = null;
      this.#isCalled = false;
      return;
    }
    this.#troubledSince ??= now;
    if (this.#isCalled || now - this.#troubledSince < CALL_STAFF_AFTER_MS) return;
    this.#isCalled = true;
    if (station.state.session?.assistanceSince === null)
      station.execute({ type: 'ask-assistance', how: 'interruption' });
  }

  #isTroubled(): boolean {
    const { session } = this.#parts.station.state;
    const lock = session?.lock ?? null;
    if (session === null || lock === null || session.phase !== 'underway') return false;
    const isNew = (name: string) => !lock.attached.includes(name);
    return session.lockFailure !== null || [...(this.#knownInput ?? [])].some(isNew);
  }
}
