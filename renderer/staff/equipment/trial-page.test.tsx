import { cleanup } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../../test/gallery/page/samples.ts';
import { TrialPage } from './trial-page.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function withoutDevices(): void {
  const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices: () => Promise.resolve([]) });
  vi.stubGlobal(
    'navigator',
    new Proxy(navigator, {
      get: (target, name): unknown => (name === 'mediaDevices' ? mediaDevices : Reflect.get(target, name)),
    }),
  );
}

async function open(change: Parameters<typeof sampleStaff>[0] = {}) {
  withoutDevices();
  return renderStaff(<TrialPage onClose={() => undefined} />, sampleStaff(change));
}

it('R4: a trial records nothing, and says what does not work', async () => {
  const { user, sent, find } = await open();
  // Staff wear the headset: nothing is asked about the inmate.
  expect(document.body.textContent).not.toMatch(/\b(?:she|her)\b/iu);
  await user.click(find('check-headset-pass'));
  await user.click(find('check-microphone-fail'));
  expect(find('trial-failed').textContent).toContain('Microphone');
  expect(() => find('trial-ready')).toThrow('Nothing is named');
  expect(sent('session.record-check')).toEqual([]);
});

it('R4: what was found is written to print once there is something to say', async () => {
  const { user, sent, find } = await open();
  expect(find('trial-write').hasAttribute('disabled')).toBe(true);
  await user.click(find('check-microphone-fail'));
  await user.click(find('trial-write'));
  expect(sent('trial.write')).toMatchObject([{ checks: { microphone: 'fail', network: 'pass' } }]);
  expect(find('printed-file').textContent).toContain('child-link-ready_en-fr.pdf');
});

it('opens the meeting that IT has named for trials, and no other', async () => {
  const { user, sent, find } = await open();
  await user.click(find('trial-meeting-open'));
  expect(sent('trial.open-meeting')).toEqual([null]);
  cleanup();
  const without = await open({ trialMeeting: 'none' });
  expect(() => without.find('trial-meeting-open')).toThrow('Nothing is named');
  expect(document.body.textContent).toContain('named no meeting for trials');
});

it('leaves the trial of the meeting by one control', async () => {
  const { user, sent, find } = await open({ trialMeeting: 'open' });
  await user.click(find('trial-meeting-close'));
  expect(sent('trial.close-meeting')).toEqual([null]);
});
