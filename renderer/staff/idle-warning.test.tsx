import { cleanup } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { NOW, sampleStaff } from '../../test/gallery/page/samples.ts';
import { IdleWarning } from './idle-warning.tsx';

afterEach(cleanup);

it('R73: nothing is shown before the last minute', async () => {
  await renderStaff(<IdleWarning />, sampleStaff());
  expect(document.querySelector('dialog')).toBeNull();
});

it.each(['en', 'fr'] as const)(
  'R73: the sign-out is announced, and put off with one key (%s)',
  async (language) => {
    const snapshot = sampleStaff({ language, signOutAt: NOW + 60_000 });
    const { user, sent, find } = await renderStaff(<IdleWarning />, snapshot);
    expect(document.querySelector('[role="alert"]')?.textContent).not.toBe('');
    expect(find('idle-seconds').textContent).toMatch(/60|59/u);
    find('idle-stay').focus();
    await user.keyboard('{Enter}');
    expect(sent('staff.stay-signed-in')).toEqual([null]);
  },
);
