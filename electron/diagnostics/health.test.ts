import { expect, it } from 'vitest';
import en from '../../shared/language/en.json' with { type: 'json' };
import { createHealth, healthCodes, type HealthFacts } from './health.ts';

const WELL: HealthFacts = {
  fault: null,
  recordDamaged: false,
  lockSupported: true,
  freeBytes: 50_000_000_000,
  clock: { status: () => 'synced', offsetMs: 100 },
  hasHardwareTrouble: false,
  assistanceAsked: false,
  syncWarnings: [],
  malformedSettings: false,
  signInEnds: false,
  updateFailed: false,
  certificateEnds: false,
  hardeningDrift: false,
};

it('R65: a heartbeat has nothing to report when all is well', () => {
  expect(healthCodes(WELL)).toEqual([]);
});

const PROBLEMS: readonly (readonly [string, Partial<HealthFacts>])[] = [
  ['crash-loop', { fault: 'crash-loop' }],
  ['installation-changed', { fault: 'installation-changed' }],
  ['record-damaged', { recordDamaged: true }],
  ['lock-unsupported', { lockSupported: false }],
  ['disk-low', { freeBytes: 900_000_000 }],
  ['clock-wrong', { clock: { status: () => 'unsynced', offsetMs: -130_000 } }],
  ['clock-wrong', { clock: { status: () => 'stepped', offsetMs: null } }],
  ['hardware-trouble', { hasHardwareTrouble: true }],
  ['sign-in-ends', { signInEnds: true }],
  ['update-failed', { updateFailed: true }],
  ['certificate-ends', { certificateEnds: true }],
  ['hardening-drift', { hardeningDrift: true }],
  ['setting-malformed', { malformedSettings: true }],
  ['assistance-asked', { assistanceAsked: true }],
  ['backups-lag', { syncWarnings: ['backups-lag'] }],
];
it.each(PROBLEMS)('reports %s', (code, change) => {
  expect(healthCodes({ ...WELL, ...change })).toEqual([code]);
});

it('R65: every problem has words for the institution, also those of sync and of the program’s files', () => {
  const codes = (texts: object, pattern: RegExp): string[] =>
    Object.keys(texts).flatMap((key) => pattern.exec(key)?.[1] ?? []);
  const all = [
    ...PROBLEMS.map(([code]) => code),
    ...codes(en.alarm, /^sync-(.+)$/u),
    ...codes(en.fault, /^(installation-.+)$/u),
  ];
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((code) => !Object.hasOwn(en.institution.health, code))).toEqual([]);
});

it('keeps the first instant of a problem until it is gone', () => {
  let now = Date.parse('2026-11-22T01:00:00Z');
  const health = createHealth(() => now);
  expect(health(['disk-low'])).toEqual([{ code: 'disk-low', since: '2026-11-22T01:00:00.000Z' }]);
  now += 60_000;
  expect(health(['clock-wrong', 'disk-low'])).toEqual([
    { code: 'clock-wrong', since: '2026-11-22T01:01:00.000Z' },
    { code: 'disk-low', since: '2026-11-22T01:00:00.000Z' },
  ]);
  expect(health([])).toEqual([]);
  now += 60_000;
  expect(health(['disk-low'])).toEqual([{ code: 'disk-low', since: '2026-11-22T01:02:00.000Z' }]);
});
