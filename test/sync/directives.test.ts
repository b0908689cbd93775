import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Station as Decider } from '../../electron/station/station.ts';
import { Directives } from '../../electron/station/directives.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import {
  INITIAL_STATE,
  STATE_VERSION,
  suspensionOf,
  type StationState,
  type Suspension,
} from '../../shared/session/state.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { hands, type Hands, type Station, stationWith, temporaryFolder } from './station.ts';

let time: Hands;
let folder: ReturnType<typeof temporaryFolder>;
let server: Institution;
let here: Station<StationState>;
let decider: Decider;
let directives: Directives;

/** Connects feeds, decisions, journal and server as the station does. */
function compose(): void {
  const fold = { initial: INITIAL_STATE, evolve, version: STATE_VERSION };
  here = stationWith(fold, server.url, folder.path, time);
  decider = new Decider({
    journal: here.journal,
    report: (code) => here.bugs.push(code),
    context: () => ({ ...CONTEXT, now: time.now() }),
  });
  directives = new Directives(decider);
  here.sync.feeds.onDirective((directive) => directives.receive(directive));
}

/** As at a start: processes earlier directives again. */
function receiveAll(): void {
  for (const directive of here.sync.feeds.directives()) directives.receive(directive);
}

beforeEach(async () => {
  time = hands(CONTEXT.now);
  folder = temporaryFolder();
  const created = await createInstitution({
    dataDir: ':memory:',
    clock: time,
    seed: practiceSeed(time.now()),
  });
  if (!created.ok) throw new Error(created.refusal.code);
  server = created.value;
  compose();
  for (const command of UNTIL_LEFT) expect(decider.execute(command).ok).toBe(true);
  expect((await here.sync.enrol(await server.code())).ok).toBe(true);
  here.sync.start();
  await here.sync.syncNow();
});
afterEach(async () => {
  await here.stop();
  expect(here.bugs).toEqual([]);
  await server.close();
  folder.remove();
});

type Change = { readonly session?: string; readonly action?: string; readonly expiresAt?: string };

async function send(id: string, change: Change = {}): Promise<void> {
  await server.setFeedRow('directives', id, {
    ...{ id, session: null, action: 'suspend', authority: 'Institutional head (invented)' },
    reason: { code: 'practice', text: 'Exercise' },
    issuedAt: '2026-11-22T18:30:00.000Z',
    expiresAt: '2026-11-22T19:30:00.000Z',
    ...change,
  });
}
/** The answers to directives that reached the server, in order. */
const answers = async (): Promise<readonly unknown[]> =>
  (await server.listEntries(here.journal.chain))
    .filter(({ header }) => header.type.startsWith('directive.'))
    .map(({ header, body }) => [header.type, body?.['directive'], body?.['code'] ?? null]);
const state = (): StationState => here.journal.state;
const suspension = (): Suspension | null => {
  const { session } = state();
  return session === null ? null : suspensionOf(session);
};
/** Patient: `npm run bench -- institution-change` measures the second that a directive may take. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 5 });

describe('A directive', () => {
  it('is obeyed as soon as it is given, and answered', async () => {
    await send('d-1');
    await soon(() => expect(suspension()).toMatchObject({ by: 'server' }));
    await send('d-2', { action: 'resume' });
    await soon(() => expect(suspension()).toBeNull());
    await send('d-3', { action: 'terminate' });
    await soon(() => expect(state().session?.outcome?.name).toBe('terminated'));
    await here.sync.syncNow();
    expect(await answers()).toEqual([
      ['directive.obeyed', 'd-1', null],
      ['directive.obeyed', 'd-2', null],
      ['directive.obeyed', 'd-3', null],
    ]);
    expect((await server.overview()).quarantined).toEqual([]);
  });

  it.each([
    ['is expired', { expiresAt: '2026-11-22T18:00:00.000Z' }, 'directive-expired'],
    [
      'is for another session',
      { session: '0199a000-0000-7000-8000-00000000000b' },
      'directive-for-other-session',
    ],
    ['asks for what cannot be', { action: 'resume' }, 'not-suspended'],
  ])('that %s is answered with the reason, and changes nothing', async (_name, change, code) => {
    const { session } = state();
    await send('d-1', change);
    await soon(() => expect(state().directives['d-1']).toBeDefined());
    expect(state().session).toEqual(session);
    await here.sync.syncNow();
    expect(await answers()).toEqual([['directive.refused', 'd-1', code]]);
  });

  it('that was received but not answered before a crash is obeyed at the next start', async () => {
    const blind = vi.spyOn(directives, 'receive').mockImplementation(() => undefined);
    await send('d-1');
    await soon(() => expect(here.sync.feeds.directives()).toHaveLength(1));
    expect(blind).toHaveBeenCalled();
    await here.kill();
    compose();
    expect(suspension()).toBeNull();
    receiveAll();
    expect(suspension()).toMatchObject({ by: 'server' });
    await here.sync.syncNow();
    expect(await answers()).toEqual([['directive.obeyed', 'd-1', null]]);
  });

  it('is answered once, however often the feed comes', async () => {
    await send('d-1');
    await soon(() => expect(suspension()).not.toBeNull());
    await send('d-2', { action: 'resume' });
    await soon(() => expect(state().directives['d-2']).toBeDefined());
    receiveAll();
    await here.sync.syncNow();
    expect(await answers()).toHaveLength(2);
  });
});
