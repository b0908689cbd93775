import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleSessionSnapshot, sampleStaff } from '../../test/gallery/page/samples.ts';
import { Schedule } from './schedule.tsx';

afterEach(cleanup);

const renderSchedule = (change: Partial<StaffPageSnapshot> = {}, refusal?: Refusal) =>
  renderStaff(
    <Schedule onSession={() => undefined} />,
    sampleStaff(change),
    {},
    refusal === undefined ? {} : { 'session.record-not-held': refusal },
  );

describe('R9: a visit that did not take place', () => {
  it('is refused with its reason, the authority and who was notified', async () => {
    const { user, sent, find } = await renderSchedule();
    find('not-held-b-0003').focus();
    await user.keyboard('{Enter}');
    await user.click(find('outcome-refused'));
    await user.click(find('party-institutional-head'));
    await user.type(find('end-reason'), ' An invented reason. ');
    await user.click(find('notified-visitor'));
    await user.type(find('not-held-authority'), 'Hazel Headperson');
    await user.click(find('not-held-confirm'));
    expect(sent('session.record-not-held')).toEqual([
      {
        booking: 'b-0003',
        outcome: {
          name: 'refused',
          by: 'institutional-head',
          reason: 'An invented reason.',
          notified: ['visitor'],
        },
        authority: 'Hazel Headperson',
      },
    ]);
    expect(() => find('not-held-confirm')).toThrow('Nothing is named');
  });

  it('is a no-show without a reason', async () => {
    const { user, sent, find } = await renderSchedule();
    await user.click(find('not-held-b-0001'));
    await user.click(find('outcome-no-show'));
    await user.click(find('party-visitor'));
    await user.click(find('not-held-confirm'));
    expect(sent('session.record-not-held')).toEqual([
      {
        booking: 'b-0001',
        outcome: { name: 'no-show', by: 'visitor', reason: '', notified: [] },
        authority: '',
      },
    ]);
  });

  it('needs a reason when it is cancelled or refused', async () => {
    const { user, sent, find } = await renderSchedule();
    await user.click(find('not-held-b-0001'));
    await user.click(find('outcome-cancelled'));
    await user.click(find('party-staff'));
    await user.click(find('not-held-confirm'));
    expect(find('error-summary').textContent).toContain('Write the reason.');
    expect(sent('session.record-not-held')).toEqual([]);
  });

  it('words a refusal and keeps what was typed', async () => {
    const { user, find } = await renderSchedule({}, { code: 'booking-used', values: {} });
    await user.click(find('not-held-b-0001'));
    await user.click(find('outcome-no-show'));
    await user.click(find('party-inmate'));
    await user.click(find('not-held-confirm'));
    expect(find('refusal-booking-used').textContent).toContain('has already been used');
    expect(find('party-inmate')).toHaveProperty('checked', true);
  });

  it('is not offered beside an open session, for a visit that is done, or before its day', async () => {
    const { find } = await renderSchedule();
    expect(() => find('not-held-b-0000')).toThrow('Nothing is named');
    expect(() => find('not-held-b-0004')).toThrow('Nothing is named');
    cleanup();
    const open = await renderSchedule({ session: sampleSessionSnapshot(sampleSession('opened')) });
    expect(() => open.find('not-held-b-0003')).toThrow('Nothing is named');
  });

  it('is worded in French', async () => {
    const { user, find } = await renderSchedule({ language: 'fr' });
    expect(find('not-held-b-0001').textContent).toContain('N’a pas eu lieu');
    await user.click(find('not-held-b-0001'));
    expect(find('not-held-confirm').textContent).toBe('Consigner');
  });
});
