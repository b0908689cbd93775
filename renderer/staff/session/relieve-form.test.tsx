import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import type { Session } from '../../../shared/session/state.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  IN_MEETING,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { MeetingScreen } from './meeting-screen.tsx';
import { SessionPage } from './session-page.tsx';

afterEach(cleanup);

const renderVisit = (change: Partial<StaffPageSnapshot> = {}, visit: Partial<Session> = {}) => {
  const session = sampleSessionSnapshot(sampleSession('underway', visit));
  return renderStaff(
    <MeetingScreen snapshot={session} />,
    sampleStaff({ session, meeting: IN_MEETING, ...change }),
  );
};

describe('R7: another facilitator takes over', () => {
  it('takes a name and a PIN, by keyboard alone, and says who takes over', async () => {
    const { user, sent, find } = await renderVisit();
    find('relieve').focus();
    await user.keyboard('{Enter}');
    expect(document.activeElement).toBe(find('relieve-staff'));
    await user.selectOptions(find('relieve-staff'), 'staff-fern');
    expect(find('relieve-confirm').textContent).toContain('Fern Facilitator takes over');
    await user.type(find('relieve-pin'), '246813{Enter}');
    expect(sent('staff.relieve')).toEqual([{ staff: 'staff-fern', pin: '246813' }]);
    expect(() => find('relieve-form')).toThrow('Nothing is named');
  });

  it('names only facilitators, and not the person who is signed in', async () => {
    const { user, find } = await renderVisit();
    await user.click(find('relieve'));
    const names = [...find('relieve-staff').querySelectorAll('option')].map((option) => option.value);
    expect(names).toEqual(['', 'staff-fern']);
  });

  it('sends nothing without a name and six digits', async () => {
    const { user, sent, find } = await renderVisit();
    await user.click(find('relieve'));
    await user.type(find('relieve-pin'), '12345');
    await user.click(find('relieve-confirm'));
    expect(document.activeElement).toBe(find('error-summary'));
    expect(find('error-summary').querySelectorAll('li')).toHaveLength(2);
    expect(sent('staff.relieve')).toEqual([]);
  });

  it('keeps no PIN once it is closed', async () => {
    const { user, find } = await renderVisit();
    await user.click(find('relieve'));
    await user.type(find('relieve-pin'), '246813');
    await user.click(find('relieve-cancel'));
    await user.click(find('relieve'));
    expect(find('relieve-pin')).toHaveProperty('value', '');
  });

  it('is not there where nobody else is', async () => {
    const { staff } = sampleStaff();
    const { find } = await renderVisit({
      staff: { ...staff, signedIn: staff.list[0]!, list: [staff.list[0]!] },
    });
    expect(() => find('relieve')).toThrow('Nothing is named');
  });

  it('goes before the meeting too, and not once the session has ended', async () => {
    const renderPhase = (phase: 'settings-confirmed' | 'ended') => {
      const session = sampleSessionSnapshot(sampleSession(phase));
      return renderStaff(
        <SessionPage onComplete={() => undefined} snapshot={session} />,
        sampleStaff({ session }),
      );
    };
    const before = await renderPhase('settings-confirmed');
    await before.user.click(before.find('relieve'));
    expect(before.find('relieve-form').textContent).toContain('Who takes over?');
    cleanup();
    const after = await renderPhase('ended');
    expect(() => after.find('relieve')).toThrow('Nothing is named');
  });

  it('is worded in French', async () => {
    const { user, find } = await renderVisit({ language: 'fr' });
    await user.click(find('relieve'));
    await user.selectOptions(find('relieve-staff'), 'staff-fern');
    expect(find('relieve-confirm').textContent).toContain('Fern Facilitator prend la relève');
  });
});
