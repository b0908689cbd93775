import { expect, it } from 'vitest';
import type { RefusedAttempt } from './meeting-session.ts';
import { limitRefusals } from './refusal-limit.ts';

function room() {
  const told: RefusedAttempt[] = [];
  let nowMs = 0;
  const refuse = limitRefusals(
    (attempt) => told.push(attempt),
    () => nowMs,
  );
  const attempt: RefusedAttempt = { what: 'window', subject: 'example.org', reason: 'no windows' };
  return { told, refuse: () => refuse(attempt), later: (ms: number) => (nowMs += ms), refuseOne: refuse };
}

it('tells a few refusals as they come', () => {
  const { told, refuse } = room();
  for (let i = 0; i < 20; i += 1) refuse();
  expect(told).toHaveLength(20);
  expect(told.every((attempt) => attempt.omitted === undefined)).toBe(true);
});

it('a page that tries for an hour without pause fills no log', () => {
  const { told, refuse, later } = room();
  for (let i = 0; i < 360_000; i += 1) {
    refuse();
    later(10);
  }
  expect(told.length).toBeLessThanOrEqual(20 + 1200);
});

it('says how many it left out', () => {
  const { told, refuse, later } = room();
  for (let i = 0; i < 120; i += 1) refuse();
  later(3000);
  refuse();
  expect(told.at(-1)?.omitted).toBe(100);
});

it('a subject of the page’s making stays short', () => {
  const { told, refuseOne } = room();
  refuseOne({ what: 'navigation', subject: 'x'.repeat(5000), reason: 'long' });
  expect(told[0]?.subject).toHaveLength(120);
});
