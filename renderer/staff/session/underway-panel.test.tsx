import { cleanup, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/session/state.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import {
  IN_MEETING,
  NOW,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../../test/gallery/page/samples.ts';
import { MeetingScreen } from './meeting-screen.tsx';
import { UnderwayPanel } from './underway-panel.tsx';

afterEach(cleanup);

const renderUnderway = (change: Partial<Session> = {}) => {
  const session = sampleSessionSnapshot(sampleSession('underway', change));
  return renderStaff(<UnderwayPanel snapshot={session} />, sampleStaff({ session, meeting: IN_MEETING }));
};

const SUSPENDED: Partial<Session> = {
  suspensions: [{ since: NOW, until: null, by: 'staff-hazel', authority: '', reason: '', linkKept: false }],
};

describe('a suspension', () => {
  it.each([false, true])(
    'is asked for in the turn of the press, before anything is answered: column folded %s',
    async (folded) => {
      const session = sampleSessionSnapshot(sampleSession('underway'));
      const staff = sampleStaff({ session, meeting: IN_MEETING });
      const { user, sent, find } = await renderStaff(<MeetingScreen snapshot={session} />, staff);
      if (folded) await user.click(find('fold'));
      fireEvent.click(find('suspend'));
      expect(sent('session.suspend')).toEqual([null]);
    },
  );

  it('takes one press and asks nothing', async () => {
    const { user, sent, find } = await renderUnderway();
    await user.click(find('suspend'));
    expect(sent('session.suspend')).toEqual([null]);
  });

  it('ends only with the authority for it, and says so beside the field', async () => {
    const { user, sent, find } = await renderUnderway(SUSPENDED);
    await user.click(find('unsuspend'));
    expect(sent('session.unsuspend')).toEqual([]);
    expect(find('unsuspend-authority').getAttribute('aria-invalid')).toBe('true');
    await user.type(find('unsuspend-authority'), 'Hazel Headperson');
    await user.click(find('unsuspend'));
    expect(sent('session.unsuspend')).toEqual([{ authority: 'Hazel Headperson' }]);
  });

  it('that comes before anybody left or stayed can be ended too, and nobody leaves meanwhile', async () => {
    const session = sampleSessionSnapshot(sampleSession('connected', SUSPENDED));
    const { find } = await renderStaff(<MeetingScreen snapshot={session} />, sampleStaff({ session }));
    expect(find('unsuspend').hasAttribute('disabled')).toBe(false);
    expect(() => find('leave')).toThrow('Nothing is named leave');
  });

  it('shows her neither authority nor reason', async () => {
    await renderUnderway({
      suspensions: [
        {
          since: NOW,
          until: null,
          by: 'staff-hazel',
          authority: 'Hazel Headperson',
          reason: 'An invented reason',
          linkKept: false,
        },
      ],
    });
    expect(document.body.textContent).not.toContain('An invented reason');
    expect(document.body.textContent).not.toContain('Hazel Headperson');
  });
});

describe('R36: her muted headset', () => {
  it.each([false, true])('is said to staff, with what to press: column folded %s', async (folded) => {
    const session = sampleSessionSnapshot(sampleSession('underway'));
    const staff = sampleStaff({ session, meeting: IN_MEETING });
    const muted = { ...staff, hardware: { ...staff.hardware, microphoneOff: true } };
    const { user, find } = await renderStaff(<MeetingScreen snapshot={session} />, muted);
    if (folded) await user.click(find('fold'));
    expect(find('microphone-off').textContent).toContain('Her microphone is off');
    expect(find('microphone-off').closest('[role="status"]')).not.toBeNull();
  });

  it('is not mentioned while it is on', async () => {
    const session = sampleSessionSnapshot(sampleSession('underway'));
    const { find } = await renderStaff(<MeetingScreen snapshot={session} />, sampleStaff({ session }));
    expect(() => find('microphone-off')).toThrow('Nothing is named microphone-off');
  });
});

describe('R13: the telephones', () => {
  const TELEPHONES = { it: '555-0120', visitsAndCorrespondence: '555-0110' };
  const session = sampleSessionSnapshot(sampleSession('underway'));
  const staff = { ...sampleStaff({ session, meeting: IN_MEETING }), telephones: TELEPHONES };

  it('are beside the meeting where something says to call', async () => {
    const meeting = { ...IN_MEETING, otherDevices: ['microphone'] as const };
    const { find } = await renderStaff(<MeetingScreen snapshot={session} />, { ...staff, meeting });
    expect(find('telephones').textContent).toContain('555-0120');
  });

  it('take no room where nothing does', async () => {
    const { find } = await renderStaff(<MeetingScreen snapshot={session} />, staff);
    expect(() => find('telephones')).toThrow('Nothing is named telephones');
  });
});

describe('R45: a termination', () => {
  it('hides picture and sound with the first press, and asks no reason before her', async () => {
    const session = sampleSessionSnapshot(sampleSession('underway'));
    const staff = sampleStaff({ session, meeting: IN_MEETING });
    const { user, sent, find } = await renderStaff(<MeetingScreen snapshot={session} />, staff);
    await user.click(find('terminate'));
    expect(sent('session.suspend')).toEqual([null]);
    expect(() => find('end-reason')).toThrow('Nothing is named end-reason');
    await user.click(find('party-institutional-head'));
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toEqual([
      { outcome: { name: 'terminated', by: 'institutional-head', reason: '', notified: [] } },
    ]);
  });
});

describe('R45: a pause', () => {
  it('takes its cause, and nothing else, from one press', async () => {
    const { user, sent, find } = await renderUnderway();
    await user.click(find('pause'));
    await user.click(find('pause-count'));
    expect(sent('session.pause')).toEqual([{ cause: 'count', note: '' }]);
    expect(() => find('pause-form')).toThrow('Nothing is named pause-form');
  });

  it.each(['pause', 'extend'])('takes the focus with its form, and hands it back: %s', async (name) => {
    const { user, find } = await renderUnderway();
    await user.click(find(name));
    expect(find(`${name}-form`).contains(document.activeElement)).toBe(true);
    await user.click(find(`${name}-cancel`));
    expect(document.activeElement?.tagName).toBe('H1');
  });
});

describe('R50: the end of a visit', () => {
  it('takes one press once the time is over', async () => {
    const { user, sent, find } = await renderUnderway({ endsAt: NOW - 1 });
    await user.click(find('end-visit'));
    expect(sent('session.end')).toEqual([
      { outcome: { name: 'completed', by: null, reason: '', notified: [] } },
    ]);
  });

  it('asks how it ended before that, and after that on request', async () => {
    const early = await renderUnderway();
    await early.user.click(early.find('end-visit'));
    expect(early.sent('session.end')).toEqual([]);
    cleanup();
    const late = await renderUnderway({ endsAt: NOW - 1 });
    await late.user.click(late.find('end-otherwise'));
    expect(late.sent('session.end')).toEqual([]);
  });

  it('never takes one press while the visit is suspended', async () => {
    const { user, sent, find } = await renderUnderway({ ...SUSPENDED, endsAt: NOW - 1 });
    await user.click(find('end-visit'));
    expect(sent('session.end')).toEqual([]);
  });
});
