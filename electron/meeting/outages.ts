/** A time without media between mother and child after the meeting had begun; milliseconds since 1970. */
export type Outage = {
  readonly lostAt: number;
  /** Null while it lasts. */
  readonly backAt: number | null;
};

const MOST_OUTAGES = 200;

/** The outages of a meeting (R43). Keeps the times of the last two hundred and the sum of all. */
export class Outages {
  #list: readonly Outage[] = [];
  #finishedMs = 0;

  /** Notes whether the meeting is lost at `at`. Idempotent. */
  note(lost: boolean, at: number): void {
    const current = this.#list.at(-1);
    const open = current !== undefined && current.backAt === null ? current : null;
    if (lost && open === null) {
      this.#list = [...this.#list, { lostAt: at, backAt: null }].slice(-MOST_OUTAGES);
    } else if (!lost && open !== null) {
      this.#list = [...this.#list.slice(0, -1), { lostAt: open.lostAt, backAt: at }];
      this.#finishedMs += Math.max(0, at - open.lostAt);
    }
  }

  get list(): readonly Outage[] {
    return this.#list;
  }

  /** Total milliseconds lost, including a current outage. */
  lostMs(at: number): number {
    const current = this.#list.at(-1);
    const running = current !== undefined && current.backAt === null ? Math.max(0, at - current.lostAt) : 0;
    return this.#finishedMs + running;
  }
}
