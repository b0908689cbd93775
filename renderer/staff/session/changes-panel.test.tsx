import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  BOOKING,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { OverrideForm } from '../equipment/override-form.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { EndWithoutVisit } from './end-without-visit.tsx';

afterEach(cleanup);

const opened = (change: Partial<SessionSnapshot>) => sampleSessionSnapshot(sampleSession('opened'), change);

describe('R15: a booking that changed after it was opened', () => {
  it('says what changed and is accepted as it is now', async () => {
    const session = opened({
      changes: [{ name: 'time-moved', effect: 'accept' }],
      current: { ...BOOKING, people: { adults: [], children: [] } },
    });
    const { user, sent, find } = await renderStaff(
      <ChangesPanel snapshot={session} />,
      sampleStaff({ session }),
    );
    expect(find('change-time-moved').textContent).toContain('moved to another time');
    expect(find('booking-now').textContent).toMatch(/^The booking now: .+2026, \d+:\d+/u);
    await user.click(find('accept-changes'));
    expect(sent('session.accept-changes')).toHaveLength(1);
  });

  it('offers nothing to accept where the visit has to stop', async () => {
    const session = opened({ changes: [{ name: 'booking-cancelled', effect: 'stop' }] });
    const { find } = await renderStaff(<ChangesPanel snapshot={session} />, sampleStaff({ session }));
    expect(find('change-booking-cancelled').getAttribute('role')).toBe('alert');
    expect(() => find('accept-changes')).toThrow('Nothing is named');
  });
});

describe('R4: a failed check that may be overridden', () => {
  it('is overridden with a reason', async () => {
    const session = opened({ overridable: ['clock'] });
    const { user, sent, find } = await renderStaff(
      <OverrideForm snapshot={session} />,
      sampleStaff({ session }),
    );
    await user.type(find('override-reason'), 'An invented reason.');
    await user.click(find('override'));
    expect(sent('session.override-check')).toEqual([{ check: 'clock', reason: 'An invented reason.' }]);
  });
});

describe('R8: a session opened by mistake', () => {
  it('is closed with one press before the notice, and not after it', async () => {
    const session = opened({});
    const part = <EndWithoutVisit session={session.session.id} />;
    const { user, sent, find } = await renderStaff(part, sampleStaff({ session }));
    await user.click(find('close-mistaken'));
    expect(sent('session.close-mistaken')).toEqual([null]);
    cleanup();
    const later = sampleSessionSnapshot(sampleSession('notice-shown'));
    const shown = await renderStaff(part, sampleStaff({ session: later }));
    expect(() => shown.find('close-mistaken')).toThrow('Nothing is named');
  });
});
