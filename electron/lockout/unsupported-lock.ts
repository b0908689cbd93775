import { refuse, type Result } from '../../shared/result.ts';
import type { LockProof } from '../../shared/session/entries.ts';
import type { InputLock, LockRefusal, LockState } from './lock.ts';

/** The lock of a machine without one: refuses to engage and says why. */
export class UnsupportedLock implements InputLock {
  readonly kind = 'unsupported';
  readonly state: LockState;
  readonly #refusal: LockRefusal;

  /** `why`: one technical sentence for IT. */
  constructor(why: string) {
    this.state = { name: 'unsupported', why };
    this.#refusal = { code: 'lock-unsupported', detail: why };
  }

  engage(): Promise<Result<void, LockRefusal>> {
    return Promise.resolve(refuse(this.#refusal));
  }

  verify(): Promise<Result<LockProof, LockRefusal>> {
    return Promise.resolve(refuse(this.#refusal));
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  onKey(): () => void {
    return () => undefined;
  }

  onState(): () => void {
    return () => undefined;
  }
}
