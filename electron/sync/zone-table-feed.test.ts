import { afterEach, expect, it } from 'vitest';
import type { Json } from '../../shared/sync/wire.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { BUILT_IN_ZONES } from '../../shared/zones/built-in-zones.ts';
import { currentZoneTable, installZoneTable } from '../../shared/zones/zone-table.ts';
import { followZoneTable } from './zone-table-feed.ts';

afterEach(() => installZoneTable(null));

const NEWER = {
  ...BUILT_IN_ZONES,
  tz: '2099a',
  zones: { ...BUILT_IN_ZONES.zones, 'America/Toronto': { name: 'Eastern', rows: [[null, -240]] } },
};
const WINTER = Date.parse('2026-12-01T20:00:00Z');

it('R6: a newer zone table counts from the change of the settings feed on, without a new program', () => {
  let rows: ReadonlyMap<string, Json> = new Map();
  let changed: (feed: 'settings' | 'staff') => void = () => undefined;
  followZoneTable({
    settings: () => rows,
    onChange: (listener) => {
      changed = listener;
      return () => undefined;
    },
  });
  expect(wallClock(WINTER, 'America/Toronto')?.time).toBe('15:00');
  rows = new Map([['time-zones', NEWER]]);
  changed('staff');
  expect(currentZoneTable().tz).toBe(BUILT_IN_ZONES.tz);
  changed('settings');
  expect(wallClock(WINTER, 'America/Toronto')?.time).toBe('16:00');
  // A row that is wrong anywhere is refused whole.
  rows = new Map([['time-zones', { ...NEWER, tz: 'newest' }]]);
  changed('settings');
  expect(currentZoneTable().tz).toBe(BUILT_IN_ZONES.tz);
});
