import { deviceFacts, type AttachedDevice } from '../../shared/hardware/attached.ts';
import { needsWebcam } from '../../shared/session/decide-preparation.ts';
import type { InterruptionCause } from '../../shared/session/entries.ts';
import { LINK_CAUSES } from '../../shared/session/link.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { MeetingState } from '../meeting/meeting.ts';
import type { Station } from './station.ts';

export interface InterruptionsParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  readonly hardware: Pick<Hardware, 'attached'>;
}

/** Most interruptions end by themselves sooner; the others need a person (R43). */
const CALL_STAFF_AFTER_MS = 60_000;

/** Records when a visit is interrupted and when it resumes, and calls staff if it does not (R43). */
export class Interruptions {
  readonly #parts: InterruptionsParts;
  #connectedAt: number | null;
  /** When the interruption began for which staff were called. */
  #calledFor: number | null = null;

  constructor(parts: InterruptionsParts) {
    this.#parts = parts;
    this.#connectedAt = parts.station.state.session?.connectedAt ?? null;
  }

  meetingChanged(meeting: MeetingState): void {
    const { session } = this.#parts.station.state;
    if (session === null || session.phase === 'ended') return;
    if (meeting.kind === 'in-meeting') for (const cause of LINK_CAUSES) this.#end(cause);
    const isNewFailure = meeting.kind === 'failed' && session.connectionFailure !== meeting.code;
    if (isNewFailure) this.#parts.station.execute({ type: 'connection-failed', code: meeting.code });
    // Before the connection is confirmed nothing can be interrupted.
    if (session.connectedAt === null) return;
    if (meeting.kind === 'lost' && session.interruptions.restart === undefined) this.#begin(meeting.cause);
    if (meeting.kind === 'ended') this.#begin('meeting-ended');
    if (isNewFailure) this.#begin('link-lost');
  }

  hardwareChanged(attached: readonly AttachedDevice[]): void {
    const { state, context } = this.#parts.station;
    const { session } = state;
    if (session === null || session.phase === 'ended' || session.connectedAt === null) return;
    const { headsetPresent, webcamPresent, displays } = deviceFacts(attached);
    this.#follow('headset-gone', !headsetPresent);
    this.#follow('webcam-gone', !webcamPresent && needsWebcam(session, context.policy));
    this.#follow('second-display', displays > 1);
  }

  /** Called after entries were recorded. */
  recorded(): void {
    const connectedAt = this.#parts.station.state.session?.connectedAt ?? null;
    if (connectedAt === this.#connectedAt) return;
    this.#connectedAt = connectedAt;
    // A device that went between the equipment check and the connection interrupts from here on.
    this.hardwareChanged(this.#parts.hardware.attached);
  }

  /** Called once a second. */
  tick(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway' || session.supervision?.mode !== 'unsupervised') return;
    const began = Object.values(session.interruptions);
    if (began.length === 0) return;
    const since = Math.min(...began);
    if (this.#calledFor === since || station.context.now - since < CALL_STAFF_AFTER_MS) return;
    this.#calledFor = since;
    if (session.assistanceSince === null) station.execute({ type: 'ask-assistance', how: 'interruption' });
  }

  #follow(cause: InterruptionCause, isInterrupted: boolean): void {
    if (isInterrupted) this.#begin(cause);
    else this.#end(cause);
  }

  #begin(cause: InterruptionCause): void {
    const { station } = this.#parts;
    if (station.state.session?.interruptions[cause] === undefined)
      station.execute({ type: 'interrupt', cause });
  }

  #end(cause: InterruptionCause): void {
    const { station } = this.#parts;
    if (station.state.session?.interruptions[cause] !== undefined) station.execute({ type: 'resume', cause });
  }
}
