import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExtensionView, Language } from '../../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  IN_MEETING,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { UnderwayPanel } from './underway-panel.tsx';

afterEach(cleanup);

const SESSION = sampleSession('underway');
const minutesAfterEnd = (minutes: number) => SESSION.endsAt + minutes * 60_000;

const openForm = async (extension: Partial<ExtensionView>, language: Language = 'en') => {
  const session = sampleSessionSnapshot(SESSION, {
    extension: {
      offeredMinutes: 0,
      isOfferPartial: false,
      maximumMinutes: 60,
      nextHereAt: null,
      nextAtSiteAt: null,
      ...extension,
    },
  });
  const rendered = await renderStaff(
    <UnderwayPanel snapshot={session} />,
    sampleStaff({ session, meeting: IN_MEETING, language }),
  );
  await rendered.user.click(rendered.find('extend'));
  return rendered;
};

describe('R44: extending a visit', () => {
  it('offers the minutes that were lost', async () => {
    const { user, sent, find } = await openForm({ offeredMinutes: 7 });
    await user.click(find('extend-offered'));
    await user.click(find('extend-confirm'));
    expect(sent('session.extend')).toEqual([{ minutes: 7, reason: '' }]);
  });

  it('offers a number of minutes only once, and nothing lost where nothing was lost', async () => {
    const lost = await openForm({ offeredMinutes: 10 });
    expect(() => lost.find('extend-10')).toThrow('Nothing is named');
    cleanup();
    const none = await openForm({});
    expect(() => none.find('extend-offered')).toThrow('Nothing is named');
  });

  it('offers no more than one extension may give, and says how much that is', async () => {
    const { find, user, sent } = await openForm({
      offeredMinutes: 20,
      isOfferPartial: true,
      maximumMinutes: 20,
    });
    expect(find('extend-form').textContent).toContain('At most 20 minutes at a time.');
    expect(find('extend-form').textContent).toContain('a part of the time that was lost');
    expect(() => find('extend-30')).toThrow('Nothing is named');
    await user.click(find('extend-offered'));
    await user.click(find('extend-confirm'));
    expect(sent('session.extend')).toEqual([{ minutes: 20, reason: '' }]);
  });

  it('shows the next bookings of station and site', async () => {
    const { find } = await openForm({ nextHereAt: minutesAfterEnd(20), nextAtSiteAt: minutesAfterEnd(8) });
    expect(find('extend-next').textContent).toContain('Next visit at this station');
    expect(find('extend-next').textContent).toContain('Next visit at the community site');
  });

  it('warns once it would run into the next booking, and not before', async () => {
    const { user, find } = await openForm({ nextHereAt: minutesAfterEnd(10) });
    expect(() => find('extend-overlap')).toThrow('Nothing is named');
    await user.click(find('extend-10'));
    expect(() => find('extend-overlap')).toThrow('Nothing is named');
    await user.click(find('extend-15'));
    expect(find('extend-overlap').getAttribute('role')).toBe('status');
  });

  it('says in French that no other visit follows', async () => {
    const { find } = await openForm({}, 'fr');
    expect(find('extend-next').textContent).toBe('Aucune autre visite n’est réservée après celle-ci.');
  });
});
