import { describe, expect, it } from 'vitest';
import {
  bothTimes,
  calendarDate,
  formatBytes,
  formatCalendarDate,
  formatCount,
  formatDate,
  formatDuration,
  formatTime,
  formatTimeRange,
  formatTimer,
  formatWait,
  formatWhen,
  zoneName,
} from './format.ts';

const TORONTO = 'America/Toronto';
const AT = Date.parse('2026-11-21T19:30:00Z');
/** No-break spaces shown as `~`, so that an expectation can be read. */
const seen = (text: string) => text.replaceAll('\u00a0', '~');

describe('times', () => {
  it.each([
    [AT, '2:30~p.m.', '14~h~30'],
    [Date.parse('2026-11-21T19:00:00Z'), '2:00~p.m.', '14~h'],
    [Date.parse('2026-11-21T05:05:00Z'), '12:05~a.m.', '0~h~05'],
    [Date.parse('2026-11-21T17:00:00Z'), '12:00~p.m.', '12~h'],
  ])('are written as each language does', (at, english, french) => {
    expect(seen(formatTime(at, TORONTO, 'en'))).toBe(english);
    expect(seen(formatTime(at, TORONTO, 'fr'))).toBe(french);
  });

  it('say the half of the day once where it is the same', () => {
    const to = AT + 45 * 60_000;
    expect(seen(formatTimeRange(AT, to, TORONTO, 'en'))).toBe('2:30 to 3:15~p.m.');
    expect(seen(formatTimeRange(AT - 3 * 3_600_000, AT, TORONTO, 'en'))).toBe('11:30~a.m. to 2:30~p.m.');
    expect(seen(formatTimeRange(AT, to, TORONTO, 'fr'))).toBe('de 14~h~30 à 15~h~15');
  });

  it('carry their date when it is another day in the zone', () => {
    expect(seen(formatWhen(AT, AT, TORONTO, 'fr'))).toBe('14~h~30');
    expect(seen(formatWhen(AT, AT + 86_400_000, TORONTO, 'fr'))).toBe('21~novembre 2026, 14~h~30');
    expect(seen(formatWhen(AT, AT + 86_400_000, TORONTO, 'en'))).toBe('November~21, 2026, 2:30~p.m.');
  });
});

describe('both places', () => {
  const span = (institution: string, site: string) =>
    bothTimes(AT, AT + 3_600_000, { institution, site }, 'en');

  it('have times of their own: Newfoundland is half an hour on, Saskatchewan an hour back', () => {
    expect(seen(span(TORONTO, 'America/St_Johns').site)).toBe('4:00 to 5:00~p.m.');
    expect(seen(span(TORONTO, 'America/Regina').site)).toBe('1:30 to 2:30~p.m.');
  });

  it('are told to be the same only when both clocks agree', () => {
    expect(span(TORONTO, 'America/Iqaluit').same).toBe(true);
    expect(span(TORONTO, 'America/Regina').same).toBe(false);
  });

  it('follow daylight time: Regina agrees with Cambridge Bay in summer and not in winter', () => {
    const july = Date.parse('2026-07-01T18:00:00Z');
    const zones = { institution: 'America/Cambridge_Bay', site: 'America/Regina' };
    expect(bothTimes(AT, AT, zones, 'en').same).toBe(false);
    expect(bothTimes(july, july, zones, 'en').same).toBe(true);
  });

  it('are named as people call them', () => {
    expect(zoneName(TORONTO, AT, 'en')).toBe('Eastern Time');
    expect(zoneName('America/St_Johns', AT, 'fr')).toBe('heure de Terre-Neuve');
    expect(zoneName(TORONTO, AT, 'fr')).toBe('heure de l’Est');
  });
});

describe('dates', () => {
  it('are those of the zone and not of Greenwich', () => {
    const lateEvening = Date.parse('2026-11-22T03:30:00Z');
    expect(calendarDate(lateEvening, TORONTO)).toBe('2026-11-21');
    expect(calendarDate(lateEvening, 'America/St_Johns')).toBe('2026-11-22');
  });

  it('are written out as each language does', () => {
    expect(seen(formatDate(AT, TORONTO, 'en'))).toBe('Saturday, November~21, 2026');
    expect(seen(formatDate(AT, TORONTO, 'fr'))).toBe('samedi 21~novembre 2026');
    expect(seen(formatCalendarDate('2026-12-01', 'fr'))).toBe('1ᵉʳ~décembre 2026');
    expect(seen(formatCalendarDate('2026-12-01', 'en'))).toBe('December~1, 2026');
  });

  it('are left as they are when they are no dates', () => {
    expect(formatCalendarDate('', 'fr')).toBe('');
    expect(formatCalendarDate('fall 2026', 'en')).toBe('fall 2026');
  });
});

describe('lengths and amounts', () => {
  it.each([
    [0, '0~s'],
    [40_000, '40~s'],
    [45 * 60_000, '45~min'],
    [60 * 60_000, '1~h'],
    [65 * 60_000, '1~h~05~min'],
  ])('tell how long: %i ms', (ms, text) => {
    expect(seen(formatDuration(ms))).toBe(text);
  });

  it('say how long to wait', () => {
    expect(seen(formatWait(94_100))).toBe('1~min~35~s');
    expect(seen(formatWait(35_000))).toBe('35~s');
    expect(seen(formatWait(-5))).toBe('0~s');
  });

  it('count down to nothing and not below', () => {
    expect(formatTimer(725_000)).toBe('12:05');
    expect(formatTimer(3_725_000)).toBe('1:02:05');
    expect(formatTimer(-5)).toBe('0:00');
  });

  it('group numbers as each language does', () => {
    expect(formatCount(12_345, 'en')).toBe('12,345');
    expect(seen(formatCount(12_345, 'fr'))).toBe('12~345');
    expect(seen(formatBytes(812_000, 'en'))).toBe('812~kB');
    expect(seen(formatBytes(14_210_000, 'fr'))).toBe('14,2~Mo');
  });
});
