import { ok, refuse, type Result } from '../../shared/result.ts';
import type { LockRefusal } from './lock.ts';
import type { Report } from '../platform/log.ts';

/** One step that the lock takes and can revert. `revert` also runs for a step that failed half-way. */
export interface Step {
  readonly name: string;
  perform(): Promise<Result<void, LockRefusal>>;
  revert(): void;
}

/**
 * Steps taken, in order. Each is pushed before it runs; reverting goes in reverse order and never stops early.
 */
export class StepStack {
  readonly #taken: Step[] = [];
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  get size(): number {
    return this.#taken.length;
  }

  /** Performs all steps, or reverts everything and returns the first refusal. */
  async perform(steps: readonly Step[]): Promise<Result<void, LockRefusal>> {
    for (const step of steps) {
      this.#taken.push(step);
      const outcome = await performOne(step);
      if (!outcome.ok) {
        this.revert();
        return outcome;
      }
    }
    return ok(undefined);
  }

  revert(): void {
    for (let step = this.#taken.pop(); step !== undefined; step = this.#taken.pop()) {
      try {
        step.revert();
      } catch (error) {
        // The other steps must still be reverted.
        this.#report('lock-revert-failed', `${step.name}: ${messageOf(error)}`);
      }
    }
  }
}

async function performOne(step: Step): Promise<Result<void, LockRefusal>> {
  try {
    return await step.perform();
  } catch (error) {
    // Native calls throw when a library misbehaves; a half-taken lock must be released.
    return refuse({ code: 'lock-fault', detail: `${step.name}: ${messageOf(error)}` });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
