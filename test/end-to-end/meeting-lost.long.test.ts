import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachInPractice } from './bare-meeting/practice-world.ts';

const world = eachInPractice();

describe('R43: a network that fails', () => {
  it('for a minute: the link is loaded again meanwhile, and the call comes back by itself, as one outage', async () => {
    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    world().practice.media.setDropping(true);
    await world().until('lost');
    await delay(60_000);
    // Never given up: a meeting that has begun is tried for as long as the visit lasts.
    expect((await world().program.call('state')).kind).toBe('lost');
    world().practice.media.setDropping(false);
    await world().until('in-meeting', 90_000);
    const { outages, lostMs } = await world().program.call('evidence');
    expect(outages).toHaveLength(1);
    expect(lostMs).toBeGreaterThan(59_000);
  });

  it('for good, with the servers gone: it stays lost, is tried again and again, and can be closed', async () => {
    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    world().practice.setSignallingCut(true);
    world().practice.media.setDropping(true);
    await world().until('lost');
    await world().replacePractice();
    // By then the link was loaded in vain at least once.
    await delay(45_000);
    expect((await world().program.call('state')).kind).toBe('lost');
    expect((await world().program.call('evidence')).outages).toMatchObject([{ backAt: null }]);
    await world().program.call('close');
    expect(await world().program.call('state')).toEqual({ kind: 'closed' });
    expect((await world().program.call('facts')).contents).toBe(0);
  });

  it('a page that runs out of memory is fetched again', async () => {
    await world().replaceProgram(['--js-flags=--max-old-space-size=96']);
    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    const { pagePid } = await world().program.call('facts');
    const fill = `setTimeout(() => { const all = []; for (;;) all.push(Array.from({ length: 1e5 }, () => ({}))); }, 10)`;
    await world().program.call('run', fill, null);
    await world().until('lost');
    await world().until('in-meeting', 60_000);
    expect((await world().program.call('facts')).pagePid).not.toBe(pagePid);
  });
});
