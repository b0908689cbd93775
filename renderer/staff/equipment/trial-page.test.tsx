// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../../test/gallery/page/samples.ts';
import { TrialPage } from './trial-page.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('R4: a trial records nothing, and says what does not work', async () => {
  const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices: () => Promise.resolve([]) });
  vi.stubGlobal(
    'navigator',
    new Proxy(navigator, {
      get: (target, name): unknown => (name === 'mediaDevices' ? mediaDevices : Reflect.get(target, name)),
    }),
  );
  const { user, sent, find } = await renderStaff(<TrialPage onClose={() => undefined} />, sampleStaff());
  await user.click(find('check-headset-pass'));
  await user.click(find('check-microphone-fail'));
  expect(find('trial-failed').textContent).toContain('Microphone');
  expect(() => find('trial-ready')).toThrow('Nothing is named');
  expect(sent('session.record-check')).toEqual([]);
});
