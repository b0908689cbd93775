import { ok, type Result } from '../../shared/result.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { decide } from '../../shared/session/decide.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Report } from '../platform/log.ts';
import { JournalFault } from '../journal/sqlite/faults.ts';
import type { StoredEntry } from '../journal/journal.ts';
import { Emitter } from '../platform/emitter.ts';
import type { JournalPort } from './ports.ts';

export interface StationParts {
  readonly journal: JournalPort;
  /** Returns what `decide` may look at now besides the state. */
  readonly context: () => DecisionContext;
  readonly report: Report;
  /** The journal is corrupt: the process must end, and the next start examines its file and sets it aside (R60). */
  readonly journalLost?: (fault: JournalFault) => void;
}

/** Entries that are on disk, and the state after them. */
export interface Recorded {
  readonly entries: readonly StoredEntry[];
  readonly state: StationState;
}

/**
 * Decides, records, then notifies those who act and show (rule 1). Every command of staff and every fact comes through
 * `execute`; nothing else appends.
 */
export class Station {
  readonly #parts: StationParts;
  readonly #recorded = new Emitter<Recorded>();
  #typedPassword: string | null = null;

  constructor(parts: StationParts) {
    this.#parts = parts;
  }

  get state(): StationState {
    return this.#parts.journal.state;
  }

  get context(): DecisionContext {
    return this.#parts.context();
  }

  /** The meeting password of the visit entered by hand that is under way; in memory only, and gone with the session (R14). */
  get typedPassword(): string | null {
    return this.#typedPassword;
  }

  /** When this returns `ok` the entries are on disk. A refusal changed nothing. */
  execute(command: Command): Result<readonly StoredEntry[], Refusal> {
    const decision = decide(this.#parts.journal.state, command, this.#parts.context());
    if (!decision.ok) return decision;
    let stored: readonly StoredEntry[];
    try {
      stored = this.#parts.journal.append(decision.value);
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      this.#parts.report('record-impossible', error.code);
      if (error.code === 'corrupt') this.#parts.journalLost?.(error);
      return { ok: false, refusal: { code: 'record-impossible', values: { fault: error.code } } };
    }
    if (command.type === 'open-walk-up') this.#typedPassword = command.booking.meeting.password ?? null;
    if (this.state.session === null) this.#typedPassword = null;
    this.#recorded.emit({ entries: stored, state: this.state });
    return ok(stored);
  }

  /** Listeners are called in the order in which they were added. Returns the function that removes the listener. */
  onRecorded(listener: (recorded: Recorded) => void): () => void {
    return this.#recorded.on(listener);
  }

  /** Calls `listener` with a value of the state now, and whenever it has changed. */
  follow<T extends boolean>(read: (state: StationState) => T, listener: (value: T) => void): void {
    let last = read(this.state);
    listener(last);
    this.onRecorded(({ state }) => {
      const value = read(state);
      if (value === last) return;
      last = value;
      listener(value);
    });
  }
}
