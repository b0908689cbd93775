import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import {
  FURTHER_NOTICE,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../test/gallery/page/samples.ts';
import { NoticeScreen } from './notice-screen.tsx';

afterEach(cleanup);

const renderNotice = (change: Partial<StaffPageSnapshot> = {}) => {
  const session = sampleSessionSnapshot(sampleSession('notice-showing', { privileged: true }));
  return renderStaff(<NoticeScreen session={session} />, sampleStaff({ session, ...change }));
};

describe('R21: the end of the notice', () => {
  it.each([
    ['finish-notice', true],
    ['finish-notice-silent', false],
  ])('records by %s whether it was read aloud, and connects', async (button, readAloud) => {
    const { user, sent, find } = await renderNotice();
    await user.click(find('questions-answered'));
    await user.click(find(button));
    expect(sent('session.finish-notice')).toEqual([{ readAloud, questionsAnswered: true }]);
    expect(sent('session.connect')).toEqual([null]);
  });
});

describe('R26: a further language of the notice', () => {
  it('is drawn whole beside the official two, so that the record says what was shown', async () => {
    const { find } = await renderNotice({ notice: FURTHER_NOTICE });
    const [third] = FURTHER_NOTICE.further ?? [];
    expect(find('notice-cr').getAttribute('lang')).toBe('cr');
    for (const text of [third?.title, ...(third?.paragraphs ?? []), third?.privileged])
      expect(find('notice-cr').textContent).toContain(text);
    expect([find('notice-en'), find('notice-fr')].map(({ className }) => className)).toEqual(
      Array.from({ length: 2 }, () => find('notice-cr').className),
    );
  });
});
