import { cleanup } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Refusal } from '../../../shared/session/refusals.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleSessionSnapshot, sampleStaff } from '../../../test/gallery/page/samples.ts';
import { LeaveGates, LeavePanel } from './leave-panel.tsx';

afterEach(cleanup);

it.each<[Refusal, string]>([
  [{ code: 'booking-changed', values: { change: 'link-changed' } }, 'The meeting link has changed. Read the'],
  [{ code: 'site-withdrawn', values: { listDate: '2026-11-01' } }, '(list of November\u00a01, 2026)'],
])('R13, R15: a condition for leaving that a change closes says which change: %o', async (refusal, said) => {
  const gates = [{ name: 'changes', holds: false, refusal }];
  const session = sampleSessionSnapshot(sampleSession('connected'), { gates });
  const { find } = await renderStaff(<LeaveGates snapshot={session} />, sampleStaff({ session }));
  expect(find('gate-changes').textContent).toContain(said);
});

it('R34: a lock that fails says so at once, what to do, and leaves the way to stay', async () => {
  const failed = sampleSession('connected', { lockFailure: { code: 'lock-probe-missed', detail: '' } });
  const session = sampleSessionSnapshot(failed);
  const { user, sent, find } = await renderStaff(<LeavePanel snapshot={session} />, sampleStaff({ session }));
  expect(find('lock-failed').getAttribute('role')).toBe('alert');
  expect(find('lock-failed').textContent).toContain('if it fails again, stay and supervise');
  await user.click(find('stay'));
  expect(sent('session.stay')).toEqual([null]);
});
