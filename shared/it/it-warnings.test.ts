import { expect, it } from 'vitest';
import type { ItView } from '../ipc/it-view.ts';
import { itWarnings } from './it-warnings.ts';

const NOW = Date.parse('2026-11-22T18:30:00Z');
const DAY_MS = 86_400_000;
const WELL: ItView = {
  versions: { app: '0', build: 'x', electron: '0', chromium: '0', node: '0', sqlite: '0', system: 'x' },
  clock: { status: 'synced', offsetMs: 1000 },
  disk: { freeBytes: 40e9, recordBytes: 1e6 },
  record: { chain: 'abc', entries: 3, acknowledged: 3, settled: 3, incident: null },
  keys: { store: 'safe-storage', station: 'k', server: 's' },
  server: {
    address: 'https://invented.example',
    certificate: { issuer: 'Invented', validUntil: NOW + 31 * DAY_MS, trouble: null },
  },
  feeds: [{ feed: 'schedule', receivedAt: NOW, expiresAt: NOW + 1 }],
  troubles: [],
  reports: [],
};

it('has nothing to say of a station that is well', () => {
  expect(itWarnings(WELL, NOW, null)).toEqual([]);
});

const certificate = (change: object) => ({
  server: {
    address: 'https://invented.example',
    certificate: { issuer: 'Invented', validUntil: NOW + 31 * DAY_MS, trouble: null, ...change },
  },
});
const rows: readonly (readonly [string, Partial<ItView>, string])[] = [
  ['a disk that is nearly full', { disk: { freeBytes: 999_999_999, recordBytes: null } }, 'disk'],
  ['a clock that is ahead', { clock: { status: 'unsynced', offsetMs: -121_000 } }, 'clock'],
  ['a clock that was moved', { clock: { status: 'stepped', offsetMs: null } }, 'stepped'],
  ['a key stored in a file', { keys: { store: 'file', station: null, server: null } }, 'keyFile'],
  ['a certificate that is not trusted', certificate({ trouble: 'CERT_HAS_EXPIRED' }), 'certificate'],
  ['a certificate that ends soon', certificate({ validUntil: NOW + 29 * DAY_MS }), 'certificateEnds'],
  ['a list that is out of date', { feeds: [{ feed: 'staff', receivedAt: 0, expiresAt: NOW }] }, 'feed'],
  ['a record that was set aside', { record: { ...WELL.record, incident: 'corrupt' } }, 'incident'],
  [
    'input devices that cannot be seen',
    { troubles: [{ part: 'input-devices', code: 'unreadable' }] },
    'trouble',
  ],
];
it.each(rows)('tells of %s', (_, change, code) => {
  expect(itWarnings({ ...WELL, ...change }, NOW, null).map((warning) => warning.code)).toEqual([code]);
});
