import { expect, it } from 'vitest';
import type { SyncView } from '../ipc/snapshot.ts';
import { isQuiet } from './sync-words.ts';

const NOW = 1_800_000_000_000;
const WAITING: SyncView = {
  state: 'waiting',
  total: 10,
  waiting: 1,
  oldestWaitingAt: NOW - 59_000,
  lastReachedAt: NOW,
  nextTryAt: null,
  receiptAt: NOW,
  code: null,
};

it.each<[string, Partial<SyncView>, boolean]>([
  ['everything has arrived', { state: 'safe' }, true],
  ['a step is on its way', {}, true],
  ['a step has waited for a minute', { oldestWaitingAt: NOW - 60_000 }, false],
  ['an attempt has failed', { code: 'unreachable' }, false],
  ['something needs attention', { state: 'attention', code: 'fork' }, false],
  ['the station is not enrolled', { state: 'not-enrolled' }, false],
])('R61: while %s, staff are left in peace: %o', (_, change, quiet) => {
  expect(isQuiet({ ...WAITING, ...change }, NOW)).toBe(quiet);
});
