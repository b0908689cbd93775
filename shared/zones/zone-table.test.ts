import { afterEach, describe, expect, it } from 'vitest';
import {
  bothTimes,
  calendarDate,
  formatTime,
  formatTimeRange,
  utcOffset,
  zoneName,
} from '../language/format.ts';
import { majority } from '../majority/majority.ts';
import { wallClock } from '../schedule/local-time.ts';
import { BUILT_IN_ZONES } from './built-in-zones.ts';
import { readZoneTable } from './zone-table-schema.ts';
import { currentZoneTable, installZoneTable, sentZoneTable } from './zone-table.ts';

afterEach(() => installZoneTable(null));

const WINTER = Date.parse('2026-12-01T20:00:00Z');
const SUMMER = Date.parse('2027-07-01T20:00:00Z');

describe('From the field: local time, whatever tz data the runtime has (release 2026f)', () => {
  it.each([
    ['Vancouver', '13:00', '13:00'],
    ['Whitehorse', '13:00', '13:00'],
    ['Dawson_Creek', '13:00', '13:00'],
    ['Creston', '13:00', '13:00'],
    ['Edmonton', '14:00', '14:00'],
    ['Yellowknife', '14:00', '14:00'],
    ['Inuvik', '14:00', '14:00'],
    ['Regina', '14:00', '14:00'],
    ['Winnipeg', '15:00', '15:00'],
    ['Rainy_River', '15:00', '15:00'],
    ['Atikokan', '15:00', '15:00'],
    ['Cambridge_Bay', '13:00', '14:00'],
    ['Rankin_Inlet', '14:00', '15:00'],
    ['Toronto', '15:00', '16:00'],
    ['Halifax', '16:00', '17:00'],
    ['Goose_Bay', '16:00', '17:00'],
    ['Blanc-Sablon', '16:00', '16:00'],
    ['St_Johns', '16:30', '17:30'],
  ])('%s is at %s in winter and %s in summer', (city, winter, summer) => {
    const zone = `America/${city}`;
    expect([wallClock(WINTER, zone)?.time, wallClock(SUMMER, zone)?.time]).toEqual([winter, summer]);
    const [hours, minutes] = winter.split(':');
    expect(formatTime(WINTER, zone, 'fr')).toBe(
      minutes === '00' ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${minutes}`,
    );
  });

  it.each([
    // The quarter hours around each change of 2026, where a table that is off by one row shows.
    ['Vancouver', '2026-03-08T09:45:00Z', '01:45'],
    ['Vancouver', '2026-03-08T10:00:00Z', '03:00'],
    ['Vancouver', '2026-11-01T09:00:00Z', '02:00'],
    ['Toronto', '2026-03-08T06:45:00Z', '01:45'],
    ['Toronto', '2026-03-08T07:00:00Z', '03:00'],
    ['Toronto', '2026-11-01T05:45:00Z', '01:45'],
    ['Toronto', '2026-11-01T06:00:00Z', '01:00'],
    ['St_Johns', '2026-11-01T04:15:00Z', '01:45'],
    ['St_Johns', '2026-11-01T04:30:00Z', '01:00'],
    ['Winnipeg', '2026-11-01T07:15:00Z', '02:15'],
    ['Edmonton', '2026-11-01T08:15:00Z', '02:15'],
  ])('%s at %s is %s', (city, at, time) => {
    expect(wallClock(Date.parse(at), `America/${city}`)?.time).toBe(time);
  });

  it('leaves other zones and years to the runtime', () => {
    expect(wallClock(WINTER, 'Europe/Paris')?.time).toBe('21:00');
    expect(wallClock(WINTER, 'constructor')).toBeNull();
    expect(wallClock(Date.parse('2010-12-01T20:00:00Z'), 'America/Toronto')?.time).toBe('15:00');
    expect(zoneName('Europe/Paris', WINTER, 'en')).toBe('Central European Time');
  });

  it('decides the day on which somebody comes of age', () => {
    // One in the morning in Winnipeg's new time, still midnight in the old one: both the 15th; an hour before is the 14th.
    const site = { province: 'MB', zone: 'America/Winnipeg' } as const;
    expect(majority('2008-12-15', site, Date.parse('2026-12-15T05:30:00Z'))).toBe('yes');
    expect(majority('2008-12-15', site, Date.parse('2026-12-15T04:30:00Z'))).toBe('no');
    expect(calendarDate(Date.parse('2026-12-15T05:30:00Z'), 'America/Winnipeg')).toBe('2026-12-15');
  });
});

describe('From the field: names of zones', () => {
  it('have the place when two clocks have the same name', () => {
    const zones = { institution: 'America/Edmonton', site: 'America/Cambridge_Bay' };
    expect(bothTimes(WINTER, WINTER + 3_600_000, zones, 'en')).toMatchObject({
      institutionZone: 'Mountain Time (Edmonton)',
      siteZone: 'Mountain Time (Cambridge Bay)',
      same: false,
    });
    expect(bothTimes(SUMMER, SUMMER + 3_600_000, zones, 'fr')).toMatchObject({
      institutionZone: 'heure des Rocheuses',
      siteZone: 'heure des Rocheuses',
      same: true,
    });
  });

  it('come from the table', () => {
    expect(zoneName('America/Creston', WINTER, 'en')).toBe('Mountain Time');
    expect(zoneName('America/Inuvik', WINTER, 'fr')).toBe('heure des Rocheuses');
  });
});

describe('From the field: a visit across the autumn change', () => {
  it('does not end before it starts', () => {
    const [from, to] = [Date.parse('2026-11-01T05:45:00Z'), Date.parse('2026-11-01T06:15:00Z')];
    expect(formatTimeRange(from, to, 'America/Toronto', 'en').replaceAll('\u00a0', ' ')).toBe(
      '1:45 a.m. (UTC−4) to 1:15 a.m. (UTC−5)',
    );
    expect(formatTimeRange(from, to, 'America/Toronto', 'fr').replaceAll('\u00a0', ' ')).toBe(
      'de 1 h 45 (UTC−4) à 1 h 15 (UTC−5)',
    );
    expect(utcOffset(from, 'America/St_Johns')).toBe('UTC−3:30');
    expect(utcOffset(from, 'Asia/Kathmandu')).toBe('UTC+5:45');
  });
});

describe('A table from the settings feed', () => {
  const newer = {
    ...BUILT_IN_ZONES,
    tz: '2099a',
    zones: { 'America/Toronto': { name: 'Eastern', rows: [[null, -240]] as const } },
  };

  it('is used when it is newer, and sent on to the pages', () => {
    expect(sentZoneTable()).toBeNull();
    installZoneTable(readZoneTable(structuredClone(newer)));
    expect(currentZoneTable().tz).toBe('2099a');
    expect(sentZoneTable()?.tz).toBe('2099a');
    expect(wallClock(WINTER, 'America/Toronto')?.time).toBe('16:00');
    // A zone that the newer table does not have is the runtime's again.
    expect(wallClock(WINTER, 'America/Halifax')?.time).toBe('16:00');
  });

  it('is not used when it is older', () => {
    installZoneTable(readZoneTable({ ...newer, tz: '2020a' }));
    expect(currentZoneTable().tz).toBe('2026f');
  });

  it.each([
    ['not a table', 'table'],
    ['no release', { ...newer, tz: undefined }],
    ['an offset beyond a day', { ...newer, zones: { a: { name: 'x', rows: [[null, 900]] } } }],
    [
      'rows that do not rise',
      {
        ...newer,
        zones: {
          a: {
            name: 'x',
            rows: [
              [5, 0],
              [5, 1],
            ],
          },
        },
      },
    ],
    ['no rows', { ...newer, zones: { a: { name: 'x', rows: [] } } }],
    ['too large a table', { ...newer, names: { x: { en: 'x'.repeat(70_000), fr: 'x' } } }],
  ])('is refused whole: %s', (_, table) => {
    expect(readZoneTable(table)).toBeNull();
  });
});
