import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { StationState } from '../../shared/session/state.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import type { Sealer } from '../journal/keys/seal.ts';

interface DraftsParts {
  /** Where they lie, sealed; beside the journal and not part of it: a draft is nothing that happened. */
  readonly file: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Told when the file cannot be written: by code, never what was in it. */
  readonly report: (code: string, detail: string) => void;
}

/** Bound into the seal, so that no other sealed thing is taken for drafts. */
const ABOUT = 'child-link/drafts/1';
const LONGEST_MS = 24 * 60 * 60 * 1000;
const MOST_BYTES = 256 * 1024;
const Kept = z.object({ staff: z.string(), at: z.number(), values: z.record(z.string(), z.string()) });
type Kept = z.infer<typeof Kept>;

/**
 * Keeps what one person is typing, so that a reload, a crash or a power cut costs half a second of it at most. On disk
 * it is sealed with the journal's key (R62). It is for the person who typed it only, is gone when they sign out or
 * someone else signs in, and is not given back after a day.
 */
export class Drafts {
  readonly #parts: DraftsParts;
  #kept: Kept | null;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
    this.#kept = this.#read();
  }

  /** What this person has typed and not sent: by form, whatever text the page made of it. */
  of(staff: string): Readonly<Record<string, string>> {
    const kept = this.#kept;
    if (kept === null || kept.staff !== staff) return {};
    const ageMs = this.#parts.clock.now() - kept.at;
    return ageMs <= LONGEST_MS ? kept.values : {};
  }

  /** Takes changes, by form; null forgets a form. Beyond 256 KiB the newest changes are not kept on disk. */
  keep(staff: string, changes: Readonly<Record<string, string | null>>): void {
    const values: Record<string, string> = { ...this.of(staff) };
    for (const [form, value] of Object.entries(changes)) {
      if (value === null) delete values[form];
      else values[form] = value;
    }
    if (Object.keys(values).length === 0) this.#forget();
    else this.#write({ staff, at: this.#parts.clock.now(), values });
  }

  /** Follows who is signed in; to be called after every entry. A station that restarts has nobody signed in yet. */
  follow(state: Pick<StationState, 'signedIn'>, signedOutByHand: boolean): void {
    const kept = this.#kept;
    if (kept === null) return;
    const another = state.signedIn !== null && state.signedIn.staff !== kept.staff;
    if (another || signedOutByHand) this.#forget();
  }

  #read(): Kept | null {
    try {
      const plain = this.#parts.sealer.unseal(ABOUT, readFileSync(this.#parts.file));
      if (plain === null) return null;
      const kept = Kept.safeParse(JSON.parse(Buffer.from(plain).toString('utf8')));
      return kept.success ? kept.data : null;
    } catch (error) {
      // No file, or one that cannot be read: there are no drafts, and nothing else depends on them.
      if (errorCode(error) === null && !(error instanceof SyntaxError)) throw error;
      return null;
    }
  }

  #write(kept: Kept): void {
    const plain = Buffer.from(JSON.stringify(kept), 'utf8');
    if (plain.length > MOST_BYTES) return;
    this.#kept = kept;
    this.#onDisk(() => writeFileAtomically(this.#parts.file, this.#parts.sealer.seal(ABOUT, plain)));
  }

  #forget(): void {
    this.#kept = null;
    this.#onDisk(() => rmSync(this.#parts.file, { force: true }));
  }

  #onDisk(action: () => void): void {
    try {
      action();
    } catch (error) {
      // A full or broken disk stops the record, which says so; a draft must not stop anything.
      const code = errorCode(error);
      if (code === null) throw error;
      this.#parts.report('drafts-unwritable', code);
    }
  }
}
