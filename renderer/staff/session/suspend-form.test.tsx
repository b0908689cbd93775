import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/session/state.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  NOW,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { ExplainForm, HoldForm } from './suspend-form.tsx';

afterEach(cleanup);

const explain = (unexplained: boolean) => {
  const session = sampleSessionSnapshot(sampleSession('ended'), { unexplained });
  return renderStaff(<ExplainForm snapshot={session} />, sampleStaff({ session }));
};
const hold = (change: Partial<Session>) => {
  const session = sampleSession('underway', change);
  return renderStaff(
    <HoldForm session={session} />,
    sampleStaff({ session: sampleSessionSnapshot(session) }),
  );
};
const SUSPENSION: Session['suspensions'][number] = {
  since: NOW - 60_000,
  until: null,
  by: 'staff-hazel',
  authority: 'Invented authority',
  reason: 'Invented reason',
  linkKept: false,
};

describe('R45: authority and reason of an order, after the visit', () => {
  it('are both needed: what is missing is named beside its field, and nothing is sent', async () => {
    const { user, sent, find } = await explain(true);
    await user.type(find('explain-authority'), '   ');
    await user.type(find('explain-reason'), 'Invented.');
    await user.click(find('explain'));
    expect(find('explain-authority').getAttribute('aria-invalid')).toBe('true');
    expect(find('explain-reason').getAttribute('aria-invalid')).toBeNull();
    expect(sent('session.explain')).toEqual([]);
    await user.type(find('explain-authority'), 'Hazel Headperson');
    expect(find('explain-authority').getAttribute('aria-invalid')).toBeNull();
    await user.click(find('explain'));
    expect(sent('session.explain')).toEqual([{ authority: '   Hazel Headperson', reason: 'Invented.' }]);
  });

  it('are not asked where nothing was ordered', async () => {
    await explain(false);
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

describe('R45: a visit on hold', () => {
  it('goes on after a suspension only with the authority for it, and shows neither authority nor reason', async () => {
    const { user, sent, find } = await hold({ suspensions: [SUSPENSION] });
    expect(document.body.textContent).not.toContain('Invented');
    await user.click(find('unsuspend'));
    expect(sent('session.unsuspend')).toEqual([]);
    expect(find('unsuspend-authority').getAttribute('aria-invalid')).toBe('true');
    await user.type(find('unsuspend-authority'), 'Hazel Headperson');
    await user.click(find('unsuspend'));
    expect(sent('session.unsuspend')).toEqual([{ authority: 'Hazel Headperson' }]);
  });

  it('goes on after a pause with one press', async () => {
    const { user, sent, find } = await hold({
      pauses: [{ since: NOW - 60_000, until: null, cause: 'count', note: '', by: 'staff-fern' }],
    });
    await user.click(find('end-pause'));
    expect(sent('session.end-pause')).toEqual([null]);
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});
