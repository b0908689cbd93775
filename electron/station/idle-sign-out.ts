import type { Station } from './station.ts';

export interface IdleSignOutParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  /** Seconds since keyboard or mouse were last used. */
  readonly idleSeconds: () => number;
}

const IDLE_SIGN_OUT_SECONDS = 10 * 60;
const WARNING_SECONDS = 60;

/**
 * Signs out an idle person: names of inmates and children do not stay on an unattended screen (R62). Warns a minute
 * ahead; any use of keyboard or mouse puts it off, and so does the page's button (R73).
 */
export class IdleSignOut {
  readonly #parts: IdleSignOutParts;
  #putOffAt = 0;

  constructor(parts: IdleSignOutParts) {
    this.#parts = parts;
  }

  /** When the person is signed out unless they do something, in the last minute before; milliseconds since 1970, else null. */
  get signOutAt(): number | null {
    const idle = this.#idleSeconds();
    if (idle === null || idle < IDLE_SIGN_OUT_SECONDS - WARNING_SECONDS) return null;
    return this.#parts.station.context.now + Math.max(0, IDLE_SIGN_OUT_SECONDS - idle) * 1000;
  }

  /** The person is still there, even if the system has not noticed any input. */
  putOff(): void {
    this.#putOffAt = this.#parts.station.context.now;
  }

  /** Called once a second. Never signs anybody out of a session that has not ended. */
  tick(): void {
    const idle = this.#idleSeconds();
    if (idle === null || idle < IDLE_SIGN_OUT_SECONDS) return;
    this.#parts.station.execute({ type: 'sign-out', why: 'idle' });
  }

  /** Null while nobody can be signed out. */
  #idleSeconds(): number | null {
    const { station, idleSeconds } = this.#parts;
    const { signedIn, session } = station.state;
    if (signedIn === null || (session !== null && session.phase !== 'ended')) return null;
    const since = Math.max(signedIn.since, this.#putOffAt);
    return Math.min(idleSeconds(), (station.context.now - since) / 1000);
  }
}
