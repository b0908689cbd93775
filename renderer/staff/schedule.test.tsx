// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff, SCHEDULE } from '../../test/gallery/page/samples.ts';
import { Schedule } from './schedule.tsx';

afterEach(cleanup);

it('R56: the schedule names nobody in full before a card is opened', async () => {
  const { user, find } = await renderStaff(<Schedule onSession={() => undefined} />, sampleStaff());
  for (const { inmateName, inmateFps, participants } of SCHEDULE) {
    for (const hidden of [inmateName, inmateFps, ...participants.map(({ name }) => name)])
      expect(document.body.textContent).not.toContain(hidden);
  }
  await user.click(find('booking-b-0001'));
  expect(document.body.textContent).toContain('Aurora Example');
});
