import type { DirectiveRow } from '../../shared/sync/rows.ts';
import type { Station } from './station.ts';

/** Obeys the institution's directives as soon as they arrive (SYNC.md). Each is answered by one entry, also a refused one. */
export class Directives {
  readonly #station: Pick<Station, 'state' | 'execute'>;
  /** Not answered yet, because the journal could not be written. */
  readonly #unanswered = new Map<string, DirectiveRow>();

  constructor(station: Pick<Station, 'state' | 'execute'>) {
    this.#station = station;
  }

  receive(directive: DirectiveRow): void {
    this.#unanswered.set(directive.id, directive);
    this.tick();
  }

  /** Called once a second. */
  tick(): void {
    for (const [id, directive] of this.#unanswered) {
      const isAnswered = this.#station.state.directives[id] !== undefined;
      if (isAnswered || this.#station.execute({ type: 'obey', directive }).ok) this.#unanswered.delete(id);
    }
  }
}
