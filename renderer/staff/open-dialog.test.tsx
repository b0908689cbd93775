import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { BOOKING, sampleStaff } from '../../test/gallery/page/samples.ts';
import { OpenDialog } from './open-dialog.tsx';

afterEach(cleanup);

const renderOpen = (booking: BookingView) =>
  renderStaff(<OpenDialog booking={booking} onClose={() => undefined} />, sampleStaff());

describe('R11: the checks of everybody who takes part', () => {
  it('are all answered by one press where the records agree', async () => {
    const { user, sent, find } = await renderOpen(BOOKING);
    await user.click(find('check-all'));
    expect(() => find('check-all')).toThrow('Nothing is named');
    await user.click(find('open-session'));
    expect(sent('session.open')).toMatchObject([
      {
        answers: {
          adults: [{ majority: true, approvedVisitor: true, guardianAuthorization: true }],
          children: [
            { approvedVisitor: true, documents: true },
            { approvedVisitor: true, documents: true },
          ],
        },
      },
    ]);
  });

  it('keep a box of their own: one can be taken back', async () => {
    const { user, sent, find } = await renderOpen(BOOKING);
    await user.click(find('check-all'));
    await user.click(find('check-child-1-documents'));
    await user.click(find('open-session'));
    expect(sent('session.open')).toMatchObject([
      { answers: { children: [{ documents: true }, { approvedVisitor: true, documents: false }] } },
    ]);
  });

  it('are answered one by one where the records do not agree', async () => {
    const [child] = BOOKING.people.children;
    if (child === undefined) throw new Error('The sample has no child');
    const people = { ...BOOKING.people, children: [{ ...child, documents: 'no' as const }] };
    const { find } = await renderOpen({ ...BOOKING, people });
    expect(() => find('check-all')).toThrow('Nothing is named');
  });

  it('are answered one by one where the records say nothing of a birth date', async () => {
    const adults = BOOKING.people.adults.map((adult) => ({ ...adult, majority: 'unknown' as const }));
    const { find } = await renderOpen({ ...BOOKING, people: { ...BOOKING.people, adults } });
    expect(() => find('check-all')).toThrow('Nothing is named');
    expect(find('checks-adult-0').querySelector('[class*="badge-info"]')?.textContent).toBe(
      'Birth date not known',
    );
  });
});

it('R72: names each need in words, and one that it does not know as it is', async () => {
  await renderOpen({ ...BOOKING, needs: ['video-relay', 'large print'] });
  expect(document.querySelector('[data-test="needs"]')?.textContent).toBe(
    'Needs: video relay service, large print',
  );
});
