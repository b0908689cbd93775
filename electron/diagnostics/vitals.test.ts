import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { run, SIGN_IN } from '../../shared/session/session.fixture.ts';
import { HeartbeatRequest } from '../../shared/sync/wire.ts';
import { device } from '../station/monitors.fixture.ts';
import { createVitals, type VitalsParts } from './vitals.ts';

const NOW = Date.parse('2026-11-22T18:30:00Z');
const { state } = run([SIGN_IN]);

const WELL: VitalsParts = {
  journal: { state, incident: null },
  hardware: {
    attached: [device('headset'), device('keyboard'), device('keyboard', 'Another')],
    troubles: [],
  },
  lock: { kind: 'evdev' },
  clock: { now: () => NOW, status: () => 'synced', offsetMs: 100 },
  sync: {
    status: () => ({
      ...{ state: 'safe', total: 1, waiting: 0, oldestWaitingAt: null, lastReachedAt: NOW },
      ...{ nextTryAt: null, receiptAt: NOW, code: null, warnings: [] },
    }),
  },
  institution: { choices: () => ({ malformed: [] }), staffListAge: () => ({ kind: 'fresh' }) },
  faults: { current: null },
  slowChecks: { facts: { certificateEnds: false, hardeningDrift: false } },
  dataFolder: tmpdir(),
};

it('R65: a heartbeat counts devices and names none, and says what the machine is', () => {
  const vitals = createVitals(WELL)();
  expect(vitals).toMatchObject({ phase: 'idle', devices: { headset: 1, keyboard: 2 }, health: [] });
  expect(JSON.stringify(vitals)).not.toContain('Example');
  expect(HeartbeatRequest.shape.system.parse(vitals.system)).toEqual(vitals.system);
  // From the field: which release decides local time, beside the runtime's own.
  expect(vitals.system.tzdata).toMatch(/^table \d{4}[a-z], runtime \d{4}[a-z]$/u);
  expect(vitals.diskFreeBytes).toBeGreaterThan(0);
});

it.each<[string, Partial<VitalsParts>]>([
  ['crash-loop', { faults: { current: { code: 'crash-loop', values: {} } } }],
  [
    'record-damaged',
    { journal: { state, incident: { code: 'corrupt', setAside: null, previousChain: null } } },
  ],
  ['lock-unsupported', { lock: { kind: 'unsupported' } }],
  ['clock-wrong', { clock: { ...WELL.clock, offsetMs: 130_000 } }],
  [
    'hardware-trouble',
    { hardware: { attached: [], troubles: [{ part: 'headset', code: 'unreadable', detail: '' }] } },
  ],
  ['sign-in-ends', { institution: { ...WELL.institution, staffListAge: () => ({ kind: 'ends' }) } }],
  ['sign-in-ends', { institution: { ...WELL.institution, staffListAge: () => ({ kind: 'ended' }) } }],
  ['setting-malformed', { institution: { ...WELL.institution, choices: () => ({ malformed: ['cues'] }) } }],
  ['certificate-ends', { slowChecks: { facts: { certificateEnds: true, hardeningDrift: false } } }],
  ['hardening-drift', { slowChecks: { facts: { certificateEnds: false, hardeningDrift: true } } }],
  [
    'forked',
    { sync: { status: () => ({ ...WELL.sync.status(), warnings: [{ code: 'forked', at: NOW }] }) } },
  ],
])('R65: a heartbeat says %s', (code, change) => {
  const { health } = createVitals({ ...WELL, ...change })();
  expect(health).toEqual([{ code, since: '2026-11-22T18:30:00.000Z' }]);
});

it('has no figure for a disk that cannot be read', () => {
  expect(createVitals({ ...WELL, dataFolder: '/nowhere/at/all' })().diskFreeBytes).toBeNull();
});
