import type { Station } from './station.ts';

export interface IdleSignOutParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  /** Seconds since keyboard or mouse were last used. */
  readonly idleSeconds: () => number;
}

const IDLE_SIGN_OUT_SECONDS = 10 * 60;

/** Signs out an idle person: names of inmates and children do not stay on an unattended screen (R62). */
export class IdleSignOut {
  readonly #parts: IdleSignOutParts;

  constructor(parts: IdleSignOutParts) {
    this.#parts = parts;
  }

  /** Called once a second. Never signs anybody out of a session that has not ended. */
  tick(): void {
    const { station, idleSeconds } = this.#parts;
    const { signedIn, session } = station.state;
    if (signedIn === null || (session !== null && session.phase !== 'ended')) return;
    const sinceSignIn = (station.context.now - signedIn.since) / 1000;
    if (Math.min(idleSeconds(), sinceSignIn) < IDLE_SIGN_OUT_SECONDS) return;
    station.execute({ type: 'sign-out', why: 'idle' });
  }
}
