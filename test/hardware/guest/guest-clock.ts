import type { Clock } from '../../../shared/clock.ts';

export const guestClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};
