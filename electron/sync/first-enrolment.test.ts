import { describe, expect, it } from 'vitest';
import { ok, refuse } from '../../shared/result.ts';
import { enrolAtFirstStart } from './first-enrolment.ts';

function play(answers: readonly string[]) {
  let [tries, spent] = [0, 0];
  const waiting: (() => void)[] = [];
  const stop = enrolAtFirstStart({
    enrol: () => {
      const answer = answers[tries] ?? 'ok';
      tries += 1;
      return Promise.resolve(answer === 'ok' ? ok(null) : refuse({ code: answer }));
    },
    enrolled: () => false,
    spent: () => void (spent += 1),
    timers: {
      after: (_delayMs, run) => {
        waiting.push(run);
        return () => void waiting.splice(waiting.indexOf(run), 1);
      },
    },
    report: () => undefined,
  });
  const turn = async (): Promise<void> => {
    await Promise.resolve();
    await Promise.resolve();
    waiting.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { tries: () => tries, spent: () => spent, waiting, stop, turn };
}

describe('the code of the settings', () => {
  it('is tried again until the server could be reached', async () => {
    const play1 = play(['unreachable', 'timed-out', 'ok']);
    for (let turns = 0; turns < 6; turns += 1) await play1.turn();
    expect(play1.tries()).toBe(3);
    expect(play1.spent()).toBe(1);
    expect(play1.waiting).toEqual([]);
  });

  it('is not tried again once the server has refused it', async () => {
    const refused = play(['enrolment-refused']);
    for (let turns = 0; turns < 3; turns += 1) await refused.turn();
    expect(refused.tries()).toBe(1);
    expect(refused.spent()).toBe(1);
  });

  it('is kept for the next start where the settings name no server', async () => {
    const nowhere = play(['server-unknown']);
    for (let turns = 0; turns < 3; turns += 1) await nowhere.turn();
    expect(nowhere.tries()).toBe(1);
    expect(nowhere.spent()).toBe(0);
  });

  it('is left alone when the station stops', async () => {
    const stopped = play(['unreachable', 'ok']);
    await Promise.resolve();
    await Promise.resolve();
    stopped.stop();
    expect(stopped.waiting).toEqual([]);
    expect(stopped.spent()).toBe(0);
  });
});
