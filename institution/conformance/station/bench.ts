import { uuidv7 } from 'uuidv7';
import { toInstant } from '../../../shared/clock.ts';
import type { DirectiveRow } from '../../../shared/sync/rows.ts';
import type { Head, Json, WireEntry } from '../../../shared/sync/wire.ts';
import { expectThat, NotTried, Unmet } from '../expectations.ts';
import type { Match, Observed } from './observed.ts';
import type { StrictServer } from './strict-server.ts';
import type { Time } from './time.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
/** How long a station may take for what it does at once, by way of its poll and a network. */
const ANSWER_MS = 75 * SECOND;
/** How long it may take to come back from the longest back-off. */
const RETURN_MS = 6 * MINUTE;

/** What the rules for a station work with: the server that it talks to, and the time. */
export class StationBench {
  readonly server: StrictServer;
  readonly time: Time;
  /** Whether to wait for what takes many minutes. */
  readonly isPatient: boolean;
  /** How long a person may take to enter the code, milliseconds. */
  readonly enrolWithinMs: number;
  /** How much longer than agreed an answer may take, for time that passes faster. */
  readonly slackMs: number;
  readonly say: (line: string) => void;
  #isMute = false;

  constructor(
    options: Pick<StationBench, 'server' | 'time' | 'isPatient' | 'enrolWithinMs' | 'slackMs' | 'say'>,
  ) {
    this.server = options.server;
    this.time = options.time;
    this.isPatient = options.isPatient;
    this.enrolWithinMs = options.enrolWithinMs;
    this.slackMs = options.slackMs;
    this.say = options.say;
  }

  /** Where the requests from now on begin, for {@link next}. */
  mark(): number {
    return this.server.observed.length;
  }

  since(mark: number, match: Match): readonly Observed[] {
    return this.server.observed.slice(mark).filter(match);
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.time.after(ms, resolve));
  }

  /** The first request that matches and has ended, since a mark. Throws {@link Unmet} when none comes in time. */
  async next(what: string, match: Match, withinMs: number, mark = this.mark()): Promise<Observed> {
    const found = await this.#first(match, withinMs + this.slackMs, mark);
    if (found !== null) return found;
    throw new Unmet(`${what} within ${Math.round(withinMs / SECOND)} s`, 'nothing');
  }

  #first(match: Match, withinMs: number, mark: number): Promise<Observed | null> {
    const past = this.since(mark, match).find(({ endedAt }) => endedAt !== null);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve) => {
      const end = (request: Observed | null): void => {
        stopListening();
        cancel();
        resolve(request);
      };
      const stopListening = this.server.onEnd((request) => {
        if (request.number >= mark && match(request)) end(request);
      });
      const cancel = this.time.after(withinMs, () => end(null));
    });
  }

  /** Throws when a request that matches comes before the time is over. */
  async expectQuiet(what: string, match: Match, ms: number, mark = this.mark()): Promise<void> {
    const beganMs = this.time.now();
    await this.pass(ms);
    const [early] = this.since(mark, match);
    const cameMs = (early?.at ?? 0) - beganMs;
    expectThat(early === undefined, `no ${what} for ${ms / SECOND} s`, `one after ${cameMs / SECOND} s`);
  }

  /** The head of the station's newest chain, as the server has it. */
  head(): Head | null {
    const chain = this.server.calls.chains.current();
    return chain === null ? null : this.server.calls.chains.headOf(chain.id);
  }

  /** Long waits are only made with `--slow`. */
  needPatience(ms: number): void {
    if (!this.isPatient) throw new NotTried(`it takes ${Math.ceil(ms / MINUTE)} min: add --slow`);
  }

  expectEnrolled(): void {
    if (this.server.calls.allKeys.length === 0) throw new NotTried('no station enrolled');
  }

  /** The entries on the server that answer a directive. */
  answersTo(id: string): readonly WireEntry[] {
    return this.server.calls.chains
      .all()
      .flatMap(({ entries }) => entries)
      .filter(({ header, body }) => header.type.startsWith('directive.') && hasValue(body, id));
  }

  /** A directive for a session that the station does not have, so that it is refused, which is an entry too. */
  directive(fields: Partial<DirectiveRow> = {}): DirectiveRow {
    const nowMs = this.time.now();
    return {
      id: uuidv7(),
      session: uuidv7(),
      action: 'terminate',
      reason: { code: 'conformance', text: 'Conformance' },
      authority: 'Conformance',
      issuedAt: toInstant(nowMs),
      expiresAt: toInstant(nowMs + 60 * MINUTE),
      ...fields,
    };
  }

  /** Issues directives at once. */
  issue(...rows: readonly DirectiveRow[]): void {
    const changes = rows.map((row): [string, Json] => [row.id, JSON.parse(JSON.stringify(row))]);
    this.server.calls.feeds.set('directives', Object.fromEntries(changes));
  }

  /** Waits until the station sends again after what the rule before did to it. */
  async ready(): Promise<void> {
    this.expectEnrolled();
    try {
      await this.provoke({}, RETURN_MS);
    } catch (error) {
      throw error instanceof Unmet ? new NotTried('the station does not answer directives now') : error;
    }
  }

  /** Makes the station write an entry, and waits until it has arrived. */
  async provoke(fields: Partial<DirectiveRow> = {}, withinMs = ANSWER_MS): Promise<WireEntry> {
    this.expectEnrolled();
    if (this.#isMute) throw new NotTried('the station answers no directive');
    const row = this.directive(fields);
    this.issue(row);
    const [answer] = await this.expectAnswers([row.id], withinMs);
    if (answer === undefined) throw new Error('Every answer was expected');
    return answer;
  }

  async expectAnswers(ids: readonly string[], withinMs = ANSWER_MS): Promise<readonly WireEntry[]> {
    const untilMs = this.time.now() + withinMs + this.slackMs;
    for (;;) {
      const answers = ids.flatMap((id) => this.answersTo(id).slice(0, 1));
      if (answers.length === ids.length) return answers;
      const leftMs = untilMs - this.time.now();
      if (leftMs <= 0) {
        const what = `an answer to ${ids.length} directive(s) within ${Math.round(withinMs / SECOND)} s`;
        throw new Unmet(what, `${answers.length}`);
      }
      await this.#first(() => true, Math.min(leftMs, SECOND), this.mark());
    }
  }

  /** From now on no rule waits for an answer to a directive. */
  giveUpOnDirectives(): void {
    this.#isMute = true;
  }
}

/** Whether a value is anywhere in it. */
function hasValue(value: Json, wanted: string): boolean {
  if (value === wanted) return true;
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((part) => hasValue(part, wanted))
  );
}
