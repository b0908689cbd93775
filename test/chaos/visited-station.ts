import { Directives } from '../../electron/station/directives.ts';
import { Station as Decider } from '../../electron/station/station.ts';
import { toInstant } from '../../shared/clock.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { BOOKING, CONTEXT, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { INITIAL_STATE, STATE_VERSION, type StationState } from '../../shared/session/state.ts';
import { hands, type Station, stationWith, temporaryFolder } from '../sync/station.ts';

const FOLD = { initial: INITIAL_STATE, evolve, version: STATE_VERSION };
const HOUR_MS = 3_600_000;

/** A station in the middle of a visit, which obeys the institution's orders; it can be killed and started again. */
export class VisitedStation {
  readonly #folder = temporaryFolder();
  readonly #startMs = Date.now();
  readonly #time = hands(this.#startMs);
  readonly #serverUrl: string;
  #station: Station<StationState>;

  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
    this.#station = stationWith(FOLD, serverUrl, this.#folder.path, this.#time);
    const decider = this.#listen();
    for (const command of UNTIL_LEFT) {
      const done = decider.execute(command);
      if (!done.ok) throw new Error(`${command.type}: ${done.refusal.code}`);
    }
  }

  get sync(): Station['sync'] {
    return this.#station.sync;
  }

  get state(): StationState {
    return this.#station.journal.state;
  }

  /** The ids of all that it wrote. */
  entryIds(): readonly string[] {
    return this.#station.journal.read(1, 1_000_000).map(({ header }) => header.id);
  }

  /** Lets time pass, so that what failed is tried again. */
  advance(ms: number): void {
    this.#time.advance(ms);
  }

  note(detail: string): void {
    this.#station.note(detail);
  }

  /** Ends it as a crash does, and starts it from the same folder. */
  async crash(): Promise<void> {
    await this.#station.kill();
    this.#station = stationWith(FOLD, this.#serverUrl, this.#folder.path, this.#time);
    this.#listen();
  }

  async stop(): Promise<void> {
    await this.#station.stop();
    this.#folder.remove();
  }

  /** Connects orders and decisions as the station does at its start: what it knows is looked at again. */
  #listen(): Decider {
    const { journal, sync, bugs } = this.#station;
    const booking = {
      ...BOOKING,
      startsAt: toInstant(this.#startMs),
      endsAt: toInstant(this.#startMs + HOUR_MS),
    };
    const staff = CONTEXT.staff.map((one) => ({ ...one, validUntil: this.#startMs + 24 * HOUR_MS }));
    const decider = new Decider({
      journal,
      report: (code) => void bugs.push(code),
      context: () => ({
        ...CONTEXT,
        ...{ now: this.#time.now(), staff, staffListAt: this.#startMs, schedule: [booking] },
      }),
    });
    const directives = new Directives(decider);
    sync.feeds.onDirective((directive) => directives.receive(directive));
    for (const directive of sync.feeds.directives()) directives.receive(directive);
    return decider;
  }
}
