import type { ItView } from '../../../shared/ipc/it-view.ts';
import { NOW } from './samples.ts';

const HOUR = 3_600_000;

/** An invented station with a few warnings for IT. */
export const SAMPLE_IT: ItView = {
  versions: {
    app: '0.1.0',
    build: 'development',
    electron: '33.2.1',
    chromium: '130.0.6723.118',
    node: '20.18.1',
    sqlite: '3.51.0',
    system: 'linux 6.1.0',
  },
  clock: { status: 'synced', offsetMs: 1400 },
  disk: { freeBytes: 712_000_000, recordBytes: 48_300_000 },
  record: { chain: 'q3Rk0dPzXw1a', entries: 5128, acknowledged: 5128, settled: 5090, incident: null },
  keys: { store: 'file', station: 'station-key-7', server: 'server-key-2' },
  server: {
    address: 'https://child-link.invented.example',
    certificate: { issuer: 'Invented Authority', validUntil: NOW + 12 * 24 * HOUR, trouble: null },
  },
  feeds: [
    { feed: 'schedule', receivedAt: NOW - 60_000, expiresAt: NOW + 72 * HOUR },
    { feed: 'sites', receivedAt: NOW - 9 * 60_000, expiresAt: NOW + 72 * HOUR },
    { feed: 'staff', receivedAt: NOW - 9 * 60_000, expiresAt: NOW + 168 * HOUR },
    { feed: 'settings', receivedAt: NOW - 9 * 60_000, expiresAt: NOW + 168 * HOUR },
    { feed: 'directives', receivedAt: NOW - 60_000, expiresAt: NOW + 12 * HOUR },
  ],
  troubles: [{ part: 'headset', code: 'cannot-open' }],
  reports: [
    { at: '2026-11-21 14:20:05', code: 'sync-restarted', detail: '' },
    { at: '2026-11-21 13:58:41', code: 'meeting-refused', detail: '{"kind":"navigation","why":"host"}' },
    { at: '2026-11-20 09:12:00', code: 'page-gone', detail: 'staff: crashed' },
  ],
};
