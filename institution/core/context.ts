import type { Clock } from '../../shared/clock.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import type { FeedName } from '../../shared/sync/rows.ts';
import type { Outcome } from './refusal.ts';
import type { VisitRecords } from './records/records.ts';
import type { Store, Writer } from './store.ts';

/** What every area needs of the world. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly linkPolicy: () => MeetingLinkPolicy;
  readonly signer: Signer;
  readonly keyId: string;
  /** Id of this institution. */
  readonly institutionId: string;
  /** Null where this form of the institution cannot find and erase what is recorded of visits. */
  readonly visits: VisitRecords | null;
  /** How long a station may trust an answer, ms. */
  readonly feedValidMs: number;
  /** Called after a write that may have changed these feeds is durable. */
  readonly changed: (feeds: readonly FeedName[]) => void;
}

/** A write that refuses must leave nothing behind, so it is rolled back by this exception. */
class Refused extends Error {
  readonly outcome: Outcome<never>;
  constructor(outcome: Outcome<never>) {
    super('refused');
    this.outcome = outcome;
  }
}

/** Runs `work` in one transaction, rolls it back if it refuses, and announces the feeds if it does not. */
export async function change<T>(
  { store, changed }: Pick<Context, 'store' | 'changed'>,
  feeds: readonly FeedName[],
  work: (writer: Writer) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    const outcome = await store.write(async (writer) => {
      const done = await work(writer);
      if (!done.ok) throw new Refused(done);
      return done;
    });
    changed(feeds);
    return outcome;
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    throw error;
  }
}
