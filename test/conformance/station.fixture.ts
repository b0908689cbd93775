import type { TestContext } from 'vitest';
import { Directives } from '../../electron/station/directives.ts';
import { Station as Decider } from '../../electron/station/station.ts';
import { newCode } from '../../institution/conformance/command.ts';
import { StationBench } from '../../institution/conformance/station/bench.ts';
import { FIRST_SITES } from '../../institution/conformance/station/feed-rules.ts';
import { StrictServer } from '../../institution/conformance/station/strict-server.ts';
import type { Time } from '../../institution/conformance/station/time.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT } from '../../shared/session/session.fixture.ts';
import { INITIAL_STATE, STATE_VERSION, type StationState } from '../../shared/session/state.ts';
import type { DirectiveRow } from '../../shared/sync/rows.ts';
import { type Hands, type Station, stationWith, temporaryFolder } from '../sync/station.ts';

/** How many times faster time passes. */
const SPEED = 60;
/** For a machine that is busy with other tests: three seconds of its own time. */
const SLACK_MS = 180_000;

/** Time for both sides, in which a minute takes a second. */
export function fastTime(): Time & Hands {
  const startMs = Date.now();
  const beganMs = performance.now();
  const elapsedMs = (): number => Math.trunc((performance.now() - beganMs) * SPEED);
  return {
    now: () => startMs + elapsedMs(),
    monotonicMs: elapsedMs,
    status: () => 'synced',
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs / SPEED);
      return () => clearTimeout(timer);
    },
    advance: () => undefined,
    dueInMs: () => null,
  };
}

export type Held = {
  readonly bench: StationBench;
  readonly here: Station<StationState>;
  /** Answers a directive as the station does. */
  readonly receive: (directive: DirectiveRow) => void;
};

/** The kit's server and a real station that talks to it: its sync, its journal, and its answers to directives. */
export async function holdStation(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  prepare: (held: Held) => void = () => undefined,
  isPatient = false,
): Promise<Held> {
  const time = fastTime();
  const server = new StrictServer(time, newCode());
  server.calls.feeds.set('sites', FIRST_SITES);
  const url = await server.listen(0);
  if (url === null) throw new Error('A free port is free');
  const folder = temporaryFolder();
  const fold = { initial: INITIAL_STATE, evolve, version: STATE_VERSION };
  const here = stationWith(fold, url, folder.path, time);
  const decider = new Decider({
    journal: here.journal,
    report: (code) => here.bugs.push(code),
    context: () => ({ ...CONTEXT, now: time.now() }),
  });
  const directives = new Directives(decider);
  const bench = new StationBench({
    ...{ server, time, isPatient, enrolWithinMs: 600_000, slackMs: SLACK_MS },
    say: () => undefined,
  });
  const held = { bench, here, receive: (directive: DirectiveRow) => directives.receive(directive) };
  here.sync.feeds.onDirective(held.receive);
  prepare(held);
  onTestFinished(async () => {
    await here.stop();
    await server.close();
    folder.remove();
  });
  void enrolTwice(held, server.calls.code);
  return held;
}

/** A person enters the code, and again because the answer was lost. */
async function enrolTwice({ here, bench }: Held, code: string): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const enrolled = await here.sync.enrol(code);
    if (enrolled.ok) return here.sync.start();
    await bench.pass(5000);
  }
}
