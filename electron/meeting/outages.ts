/** A time in which mother and child did not see each other though the meeting had begun; milliseconds since 1970. */
export type Outage = {
  readonly lostAt: number;
  /** Null while it lasts. */
  readonly backAt: number | null;
};

const MOST_OUTAGES = 200;

/** Lost and back, with the times (R43). What is older than two hundred outages ago is only in the sum. */
export class Outages {
  #list: readonly Outage[] = [];
  #finishedMs = 0;

  /** Tells what is so at `at`; asking twice does no harm. */
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

  /** Milliseconds lost in all, an outage that still lasts included. */
  lostMs(at: number): number {
    const current = this.#list.at(-1);
    const running = current !== undefined && current.backAt === null ? Math.max(0, at - current.lostAt) : 0;
    return this.#finishedMs + running;
  }
}
