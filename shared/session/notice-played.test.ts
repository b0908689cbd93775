import { expect, it } from 'vitest';
import type { Command } from './commands.ts';
import { CONTEXT, POLICY, run, UNTIL_LEFT } from './session.fixture.ts';

const PLAYED: Command = { type: 'notice-played', seconds: 113, complete: true };
const until = (type: Command['type']) =>
  UNTIL_LEFT.slice(0, UNTIL_LEFT.findIndex((command) => command.type === type) + 1);

it('R23: the recordings of the notice that were played are recorded, before and after it is finished', () => {
  const { entries, refused } = run([
    ...until('show-notice'),
    PLAYED,
    { type: 'finish-notice', readAloud: false, questionsAnswered: true },
    { ...PLAYED, seconds: 4, complete: false },
  ]);
  expect(refused).toEqual([]);
  expect(entries.filter((entry) => entry.type === 'notice.played').map((entry) => entry.body)).toEqual([
    { version: POLICY.noticeVersion, seconds: 113, complete: true },
    { version: POLICY.noticeVersion, seconds: 4, complete: false },
  ]);
});

it('nothing is recorded as played where the notice is not on the screen', () => {
  expect(run([...until('confirm-settings'), PLAYED]).refused).toEqual(['notice-not-shown']);
  expect(run([...until('connect'), PLAYED], CONTEXT).refused).toEqual(['notice-not-shown']);
});
