/** What can be said of a microphone so far. */
export type VoiceVerdict =
  /** The noise of the room is being learned. */
  | 'learning'
  /** Not even noise: a mute switch, or a dead microphone. */
  | 'silent'
  /** The room is nearly as loud as a voice. */
  | 'noisy'
  | 'listening'
  | 'heard';

export type VoiceReading = {
  /** Loudness now, and from where on it counts as a voice: 0 (a whisper far away) to 1 (as loud as it goes). */
  readonly level: number;
  readonly threshold: number;
  readonly verdict: VoiceVerdict;
};

const LEARNING_MS = 1000;
/** The room is what was quiet in the last seconds: a speaker pauses, a fan does not. */
const MEMORY_MS = 4000;
const QUIET_PART = 0.2;
/** A voice at the boom of a headset stands at least so far above the room, and above a floor of its own. */
const ABOVE_ROOM_DB = 10;
const LEAST_VOICE_DB = -45;
/** Beyond this a voice does not stand out any more. */
const NOISY_ROOM_DB = -30;
/** So much voice within the memory is a person and not a click. */
const VOICE_MS = 300;
/** A screen that draws rarely must not make a click long. */
const LONGEST_MOMENT_MS = 100;
const SILENCE_DB = -90;
const SILENT_AFTER_MS = 3000;
const SCALE_FROM_DB = -60;

type Moment = { readonly atMs: number; readonly db: number; readonly voiceMs: number };

/** Learns how loud the room is and tells a voice from it. Pure but for its memory of a few seconds of loudness. */
export class VoiceMeter {
  readonly #moments: Moment[] = [];
  #startedMs: number | null = null;
  #lastMs = 0;
  #soundSinceStart = false;
  #heard = false;

  /** `loudness`: root mean square of a moment, 0 to 1. */
  take(loudness: number, nowMs: number): VoiceReading {
    this.#startedMs ??= nowMs;
    const lengthMs = Math.min(
      LONGEST_MOMENT_MS,
      Math.max(0, nowMs - (this.#lastMs === 0 ? nowMs : this.#lastMs)),
    );
    this.#lastMs = nowMs;
    const db = 20 * Math.log10(Math.max(loudness, 1e-6));
    if (db > SILENCE_DB) this.#soundSinceStart = true;
    const roomDb = this.#roomDb(db);
    const voiceDb = Math.max(roomDb + ABOVE_ROOM_DB, LEAST_VOICE_DB);
    // Held against the room as it was then: a noise that ends was no voice.
    this.#moments.push({ atMs: nowMs, db, voiceMs: db > voiceDb ? lengthMs : 0 });
    while ((this.#moments[0]?.atMs ?? nowMs) < nowMs - MEMORY_MS) this.#moments.shift();
    const sinceStartMs = nowMs - this.#startedMs;
    if (sinceStartMs >= LEARNING_MS && this.#voiceMs() >= VOICE_MS) this.#heard = true;
    return {
      level: onScale(db),
      threshold: onScale(voiceDb),
      verdict: this.#verdict(sinceStartMs, roomDb),
    };
  }

  #verdict(sinceStartMs: number, roomDb: number): VoiceVerdict {
    if (this.#heard) return 'heard';
    if (sinceStartMs < LEARNING_MS) return 'learning';
    if (!this.#soundSinceStart) return sinceStartMs < SILENT_AFTER_MS ? 'listening' : 'silent';
    return roomDb > NOISY_ROOM_DB ? 'noisy' : 'listening';
  }

  #roomDb(nowDb: number): number {
    const sorted = [nowDb, ...this.#moments.map((moment) => moment.db)].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * QUIET_PART)] ?? nowDb;
  }

  #voiceMs(): number {
    return this.#moments.reduce((sum, { voiceMs }) => sum + voiceMs, 0);
  }
}

function onScale(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / SCALE_FROM_DB));
}
