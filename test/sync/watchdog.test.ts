import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWatchdog } from '../../electron/sync/watchdog.ts';
import { setStage } from './stage.ts';
import { hands, type Hands } from './station.ts';

const MINUTE_MS = 60_000;
const stage = setStage();
let stopWatchdog: () => void;
let ownTime: Hands;
let restarts = 0;
beforeEach(() => {
  restarts = 0;
  ownTime = hands();
  stopWatchdog = startWatchdog({
    sync: { pulse: () => stage.here.sync.pulse(), restart: () => stage.here.sync.restart() },
    timers: ownTime,
    onRestart: () => (restarts += 1),
  });
});
afterEach(() => stopWatchdog());

/** Advances the station's time and runs the watchdog once a minute. */
function pass(minutes: number): void {
  for (let n = 0; n < minutes; n += 1) {
    stage.time.advance(MINUTE_MS);
    ownTime.advance(MINUTE_MS);
  }
}
const settle = (): Promise<void> => stage.here.sync.syncNow();

describe('The watchdog', () => {
  it('restarts a machine whose request never ends, and everything is sent', async () => {
    stage.here.sync.start();
    await settle();
    const { network } = stage.here;
    const real = network.send.bind(network);
    // It does not even end when aborted.
    network.send = () => new Promise(() => undefined);
    stage.here.note('one');
    stage.time.advance(1000);
    pass(4);
    expect([restarts, stage.here.sync.status().waiting]).toEqual([0, 1]);
    network.send = real;
    pass(2);
    expect(restarts).toBe(1);
    await settle();
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  });

  it('breaks off by a signal that remembers no round that ended', async () => {
    const { network } = stage.here;
    const real = network.send.bind(network);
    const seen: number[] = [];
    network.send = (request) => {
      seen.push(getEventListeners(request.signal, 'abort').length);
      return real(request);
    };
    for (let n = 0; n < 12; n += 1) await settle();
    expect(seen).toHaveLength(12);
    expect(Math.max(...seen)).toBeLessThan(2);
  });

  it('restarts a machine whose timer was lost', async () => {
    const { after } = stage.time;
    Object.assign(stage.time, { after: () => () => undefined });
    stage.here.sync.start();
    await settle();
    Object.assign(stage.time, { after });
    stage.here.note('one');
    pass(6);
    expect(restarts).toBe(1);
    await settle();
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
  });

  it('lets a machine wait that was told to', async () => {
    stage.here.sync.start();
    stage.server.faults.failNext(
      [{ kind: 'problem', code: 'unavailable', retryAfterSeconds: 3600 }],
      '/v1/state',
    );
    await settle();
    stage.here.note('one');
    pass(50);
    expect(restarts).toBe(0);
  });

  it('leaves one alone that was not started', () => {
    pass(20);
    expect(restarts).toBe(0);
    expect(stage.here.sync.pulse()).toBeNull();
  });
});
