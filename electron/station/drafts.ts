import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import type { StationState } from '../../shared/session/state.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import type { Report } from '../platform/log.ts';
import type { Sealer } from '../journal/keys/seal.ts';

interface DraftsParts {
  /** The drafts are beside the journal, not in it: a draft is not something that happened. */
  readonly dataFolder: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly report: Report;
}

interface DraftsRecorded {
  readonly entries: readonly EntryDraft[];
  readonly state: Pick<StationState, 'signedIn'>;
}

/** Bound into the seal, so that no other sealed data is taken for drafts. */
const ABOUT = 'child-link/drafts/1';
const LONGEST_MS = 24 * 60 * 60 * 1000;
const MOST_BYTES = 256 * 1024;
const Kept = z.object({ staff: z.string(), at: z.number(), values: z.record(z.string(), z.string()) });
type Kept = z.infer<typeof Kept>;

/**
 * Keeps what a person is typing, so that a reload, a crash or a power cut costs half a second of it at most. Sealed with
 * the journal's key (R62), for that person only; deleted when they sign out or another person signs in, ignored after a day.
 */
export class Drafts {
  readonly #parts: DraftsParts;
  readonly #file: string;
  #kept: Kept | null;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
    this.#file = path.join(parts.dataFolder, 'drafts.sealed');
    this.#kept = this.#read();
  }

  /** Returns what this person typed and did not send, by form, as the page's own text. */
  of(staff: string): Readonly<Record<string, string>> {
    const kept = this.#kept;
    if (kept === null || kept.staff !== staff) return {};
    const ageMs = this.#parts.clock.now() - kept.at;
    return ageMs <= LONGEST_MS ? kept.values : {};
  }

  /** Takes changes by form; null deletes a form. Changes that exceed 256 KiB in all are dropped. */
  keep(staff: string, changes: Readonly<Record<string, string | null>>): void {
    const values: Record<string, string> = { ...this.of(staff) };
    for (const [form, value] of Object.entries(changes)) {
      if (value === null) delete values[form];
      else values[form] = value;
    }
    if (Object.keys(values).length === 0) this.#forget();
    else this.#write({ staff, at: this.#parts.clock.now(), values });
  }

  /** Called after entries were recorded. Signing out by idling or by a restart keeps the draft. */
  recorded({ entries, state: { signedIn } }: DraftsRecorded): void {
    if (this.#kept === null) return;
    const isSignedOut = entries.some(
      (entry) => entry.type === 'staff.signed-out' && entry.body.why === 'asked',
    );
    const isAnother = signedIn !== null && signedIn.staff !== this.#kept.staff;
    if (isAnother || isSignedOut) this.#forget();
  }

  #read(): Kept | null {
    try {
      const plain = this.#parts.sealer.unseal(ABOUT, readFileSync(this.#file));
      if (plain === null) return null;
      const kept = Kept.safeParse(JSON.parse(Buffer.from(plain).toString('utf8')));
      return kept.success ? kept.data : null;
    } catch (error) {
      // No file, or an unreadable one: nothing else depends on drafts.
      if (errorCode(error) === null && !(error instanceof SyntaxError)) throw error;
      return null;
    }
  }

  #write(kept: Kept): void {
    const plain = Buffer.from(JSON.stringify(kept), 'utf8');
    if (plain.length > MOST_BYTES) return;
    this.#kept = kept;
    this.#onDisk(() => writeFileAtomically(this.#file, this.#parts.sealer.seal(ABOUT, plain)));
  }

  #forget(): void {
    this.#kept = null;
    this.#onDisk(() => rmSync(this.#file, { force: true }));
  }

  #onDisk(action: () => void): void {
    try {
      action();
    } catch (error) {
      // The journal reports a full or broken disk; a draft must not stop anything.
      const code = errorCode(error);
      if (code === null) throw error;
      this.#parts.report('drafts-unwritable', code);
    }
  }
}
