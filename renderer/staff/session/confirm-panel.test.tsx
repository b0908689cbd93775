import { act, cleanup } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/session/state.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  IN_MEETING,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { ConfirmPanel } from './confirm-panel.tsx';

afterEach(cleanup);

const renderConfirm = (change: Partial<Session> = {}) => {
  const session = sampleSessionSnapshot(sampleSession('connecting', change));
  return renderStaff(<ConfirmPanel snapshot={session} />, sampleStaff({ session, meeting: IN_MEETING }));
};

const EVERYTHING = {
  siteSeenAndHeard: true,
  bookedSite: true,
  adultPresent: true,
  identityChecked: true,
  earlyEndExplained: true,
};

describe('R40: the confirmation of the connection', () => {
  it('sends every confirmation once each point is ticked', async () => {
    const { user, sent, find } = await renderConfirm();
    for (const point of ['confirm-site', 'confirm-adult', 'confirm-duties']) await user.click(find(point));
    await user.click(find('confirm-connection'));
    expect(sent('session.confirm-connection')).toEqual([EVERYTHING]);
  });

  it('sends nothing while a point is open, and names it', async () => {
    const { user, sent, find } = await renderConfirm();
    await user.click(find('confirm-site'));
    await user.click(find('confirm-adult'));
    await user.click(find('confirm-connection'));
    expect(sent('session.confirm-connection')).toEqual([]);
    expect(document.querySelector('a[href="#confirm-duties"]')).not.toBeNull();
    expect(find('confirm-duties').getAttribute('aria-invalid')).toBe('true');
    await user.click(find('confirm-duties'));
    expect(find('confirm-duties').hasAttribute('aria-invalid')).toBe(false);
  });

  it('says what is missing in the language of now', async () => {
    const { user, find } = await renderConfirm();
    await user.click(find('confirm-connection'));
    await act(() => i18next.changeLanguage('fr'));
    expect(find('error-summary').textContent).toContain(
      'Confirmez que vous voyez et entendez l’installation.',
    );
    expect(find('error-summary').textContent).not.toContain('Confirm ');
  });

  it('takes a tick back', async () => {
    const { user, sent, find } = await renderConfirm();
    for (const point of ['confirm-site', 'confirm-adult', 'confirm-duties', 'confirm-site'])
      await user.click(find(point));
    await user.click(find('confirm-connection'));
    expect(sent('session.confirm-connection')).toEqual([]);
  });

  it('asks nothing about an adult where none takes part', async () => {
    const { user, sent, find } = await renderConfirm({ adults: [] });
    expect(() => find('confirm-adult')).toThrow('Nothing is named');
    await user.click(find('confirm-site'));
    await user.click(find('confirm-duties'));
    await user.click(find('confirm-connection'));
    expect(sent('session.confirm-connection')).toEqual([
      { ...EVERYTHING, adultPresent: false, identityChecked: false },
    ]);
  });
});
