// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleSessionSnapshot, sampleStaff } from '../../test/gallery/page/samples.ts';
import { NoticeScreen } from './notice-screen.tsx';

afterEach(cleanup);

const renderNotice = () => {
  const session = sampleSessionSnapshot(sampleSession('notice-showing'));
  return renderStaff(<NoticeScreen session={session} />, sampleStaff({ session }));
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
