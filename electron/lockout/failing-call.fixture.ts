/**
 * Makes the n-th call to a fake system, or to anything it returned, throw. Only calls made by the lock itself
 * count, so that each of its steps can fail in turn.
 */
export class FailingCall {
  calls = 0;
  /** What failed, for a test's message. */
  failed = '';
  readonly #at: number;

  /** `at`: 1 for the first call; 0 for none. */
  constructor(at: number) {
    this.#at = at;
  }

  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name, object);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]): unknown => {
          this.calls += 1;
          if (this.calls === this.#at) {
            this.failed = String(name);
            throw new Error(`call ${this.#at}: ${this.failed}`);
          }
          return this.#wrapGiven(Reflect.apply(value, object, parameters));
        };
      },
    });
  }

  /** A connection, a node or a thread, bare or as the value of a result. */
  #wrapGiven(given: unknown): unknown {
    if (typeof given !== 'object' || given === null || given instanceof Promise) return given;
    if ('ok' in given && 'value' in given) return { ...given, value: this.#wrapGiven(given.value) };
    const prototype: unknown = Object.getPrototypeOf(given);
    return prototype === Object.prototype || Array.isArray(given) ? given : this.wrap(given);
  }
}
