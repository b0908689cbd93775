import { Emitter } from '../platform/emitter.ts';

/** Says that something to show has changed. All changes of one turn of the event loop become one event (rule 5). */
export class ChangeSignal {
  readonly #changes = new Emitter<void>();
  #isPending = false;

  /** Bound, so that it can be handed on as a callback. */
  readonly notify = (): void => {
    if (this.#isPending) return;
    this.#isPending = true;
    setImmediate(() => {
      this.#isPending = false;
      this.#changes.emit();
    });
  };

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }
}
