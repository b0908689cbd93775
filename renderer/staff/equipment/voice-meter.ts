/** The verdict on a microphone so far. */
export type VoiceVerdict =
  /** Learning the noise of the room. */
  | 'learning'
  /** No noise at all: muted, or broken. */
  | 'silent'
  | 'noisy'
  | 'listening'
  | 'heard';

export type VoiceReading = {
  /** Current loudness and the threshold of a voice, both 0 (a distant whisper) to 1 (full scale). */
  readonly level: number;
  readonly threshold: number;
  readonly verdict: VoiceVerdict;
};

const LEARNING_MS = 1000;
/** The quiet moments of the last seconds are the room: a speaker pauses, a fan does not. */
const MEMORY_MS = 4000;
const QUIET_PART = 0.2;
/** A voice at a headset's boom is at least this far above the room, and above an absolute floor. */
const ABOVE_ROOM_DB = 10;
const LEAST_VOICE_DB = -45;
/** Above this a voice does not stand out. */
const NOISY_ROOM_DB = -30;
/** This much voice within the memory is a person, not a click. */
const VOICE_MS = 300;
/** A low frame rate must not make a click count as long. */
const LONGEST_MOMENT_MS = 100;
const SILENCE_DB = -90;
const SILENT_AFTER_MS = 3000;
const SCALE_FROM_DB = -60;

type Moment = { readonly atMs: number; readonly db: number; readonly voiceMs: number };

/** Learns how loud the room is and detects a voice above it. Remembers a few seconds of loudness, never sound. */
export class VoiceMeter {
  readonly #moments: Moment[] = [];
  #startedMs: number | null = null;
  #lastMs = 0;
  #soundSinceStart = false;
  #heard = false;

  /** `loudness`: root mean square of a window, 0 to 1. */
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
    // Compared with the room at that time: a noise that ends is not a voice.
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
