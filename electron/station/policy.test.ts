import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { institutionChoices } from './policy.ts';

const NOW = Date.parse('2026-11-22T18:30:00Z');
const MINUTE_MS = 60_000;

function choices(
  feed: Readonly<Record<string, unknown>>,
  { scheduleAt = NOW, walkUpAllowed = true }: { scheduleAt?: number | null; walkUpAllowed?: boolean } = {},
) {
  return institutionChoices(
    (key) => feed[key],
    { lockdownRequire: 'removed-or-blocked', webcamRequired: false, walkUpAllowed },
    { notice: DEFAULT_NOTICE, firstLanguage: 'en', scheduleAt, now: NOW },
  );
}
const walkUp = (...given: Parameters<typeof choices>) => choices(...given).policy.walkUp;

describe('a session entered by hand', () => {
  it('waits for the schedule as long as the institution confirms it', () => {
    expect(walkUp({})).toBeNull();
    expect(walkUp({}, { scheduleAt: NOW - 29 * MINUTE_MS })).toBeNull();
  });

  it('is possible when the schedule was never received, and once the institution is silent', () => {
    expect(walkUp({}, { scheduleAt: null })).toBe('never-received');
    expect(walkUp({}, { scheduleAt: NOW - 30 * MINUTE_MS })).toBe('silent');
    expect(walkUp({}, { scheduleAt: NOW - 9 * 24 * 60 * MINUTE_MS })).toBe('silent');
  });

  it('takes a clock that was set back for no silence', () => {
    expect(walkUp({}, { scheduleAt: NOW + 60 * MINUTE_MS })).toBeNull();
  });

  it('follows the institution’s own choice, and the length of silence it sets', () => {
    expect(walkUp({ opening: { walkUp: 'always' } })).toBe('allowed');
    expect(walkUp({ opening: { walkUp: 'never' } }, { scheduleAt: null })).toBeNull();
    const patient = { opening: { silentAfterMinutes: 120 } };
    expect(walkUp(patient, { scheduleAt: NOW - 119 * MINUTE_MS })).toBeNull();
    expect(walkUp(patient, { scheduleAt: NOW - 120 * MINUTE_MS })).toBe('silent');
  });

  it('is never possible where the machine-wide file forbids it', () => {
    expect(walkUp({ opening: { walkUp: 'always' } }, { walkUpAllowed: false, scheduleAt: null })).toBeNull();
  });

  it('keeps the default, and says so, when the choice cannot be read', () => {
    const { policy, malformed } = choices({ opening: { walkUp: 'sometimes' } }, { scheduleAt: null });
    expect(policy.walkUp).toBe('never-received');
    expect(malformed).toEqual(['opening']);
  });
});
