import { ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { decide } from '../../shared/session/decide.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { StationState } from '../../shared/session/state.ts';
import { JournalFault } from '../journal/sqlite/faults.ts';
import type { StoredEntry } from '../journal/journal.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Record } from './ports.ts';

export interface StationParts {
  readonly record: Record;
  readonly clock: Clock;
  /** What `decide` may look at now, besides the state. */
  readonly context: () => DecisionContext;
  readonly report: (code: string, detail: string) => void;
  /** The record cannot go on in this process: at the next start its file is examined, and set aside if it must be (R60). */
  readonly recordLost?: (fault: JournalFault) => void;
}

/**
 * Decide, record, then tell whoever acts and shows (rule 1). Every command of staff and every fact of the station's own
 * parts comes through `execute`; nothing else appends.
 */
export class Station {
  readonly #parts: StationParts;
  readonly #recorded = new Emitter<readonly StoredEntry[]>();

  constructor(parts: StationParts) {
    this.#parts = parts;
  }

  get state(): StationState {
    return this.#parts.record.state;
  }

  get context(): DecisionContext {
    return this.#parts.context();
  }

  /** When this returns `ok` the entries are on disk. A refusal changed nothing. */
  execute(command: Command): Result<readonly StoredEntry[], Refusal> {
    const decision = decide(this.#parts.record.state, command, this.#parts.context());
    if (!decision.ok) return decision;
    let stored: readonly StoredEntry[];
    try {
      stored = this.#parts.record.append(decision.value);
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      this.#parts.report('record-impossible', error.code);
      if (error.code === 'corrupt') this.#parts.recordLost?.(error);
      return { ok: false, refusal: { code: 'record-impossible', values: { fault: error.code } } };
    }
    this.#recorded.emit(stored);
    return ok(stored);
  }

  /** Called after entries were recorded. Gives the function that stops it. */
  onRecorded(listener: (entries: readonly StoredEntry[]) => void): () => void {
    return this.#recorded.on(listener);
  }
}
