import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { BOOKING, NOW, sampleStaff, SCHEDULE, SITE } from '../../test/gallery/page/samples.ts';
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

it('R53: writes the day’s list to print, says where it is, and only for a day with visits', async () => {
  const { user, sent, find } = await renderStaff(<Schedule onSession={() => undefined} />, sampleStaff());
  await user.click(find('write-day'));
  expect(sent('schedule.write-day')).toEqual([null]);
  expect(find('printed-file').textContent).toContain('child-link-day_2026-11-21_en-fr.pdf');
  cleanup();
  const tomorrow = { ...BOOKING, startsAt: NOW + 24 * 3_600_000, endsAt: NOW + 25 * 3_600_000 };
  const other = await renderStaff(
    <Schedule onSession={() => undefined} />,
    sampleStaff({ schedule: [tomorrow] }),
  );
  expect(() => other.find('write-day')).toThrow('Nothing is named');
});

it('says when the next visit is due, and when there is none', async () => {
  const { find } = await renderStaff(<Schedule onSession={() => undefined} />, sampleStaff());
  expect(find('next-visit').textContent).toMatch(/^Next visit today: 2:30\sp.m.$/u);
  cleanup();
  const empty = await renderStaff(<Schedule onSession={() => undefined} />, sampleStaff({ schedule: [] }));
  expect(empty.find('next-visit').textContent).toBe('No more visits today.');
});

it('R9, R13: says whom to call when nobody has come ten minutes after the time', async () => {
  const late = { ...BOOKING, startsAt: NOW - 10 * 60_000, minutes: 10 };
  const { find } = await renderStaff(
    <Schedule onSession={() => undefined} />,
    sampleStaff({ schedule: [late] }),
  );
  expect(find('no-show-hint').textContent).toContain('Call the site');
  expect(document.body.textContent).toContain('555-0100');
  cleanup();
  const early = { ...late, minutes: 9 };
  const before = await renderStaff(
    <Schedule onSession={() => undefined} />,
    sampleStaff({ schedule: [early] }),
  );
  expect(() => before.find('no-show-hint')).toThrow('Nothing is named');
});

it('R8: neither the dialog nor its answers come back with a booking that was opened and is free again', async () => {
  const { user, sent, find } = await renderStaff(<Schedule onSession={() => undefined} />, sampleStaff());
  await user.click(find('booking-b-0001'));
  await user.click(find('check-all'));
  await user.click(find('open-session'));
  expect(sent('session.open')).toHaveLength(1);
  expect(() => find('open-session')).toThrow('Nothing is named');
  await user.click(find('booking-b-0001'));
  expect(find('check-all')).not.toBeNull();
});

it('R8: nor does the form of a visit that was entered by hand', async () => {
  const walkUp = { why: 'silent', scheduleAt: NOW, sites: [{ ...SITE, listDate: '2026-11-01' }] } as const;
  const { user, sent, find } = await renderStaff(
    <Schedule onSession={() => undefined} />,
    sampleStaff({ walkUp }),
  );
  await user.click(find('walk-up'));
  await user.click(find('walk-up-kind-section-81-84'));
  await user.click(find('walk-up-privileged-no'));
  await user.type(find('walk-up-inmate'), 'Aurora Example');
  await user.type(screen.getByLabelText(/FPS/u), '000001A');
  await user.selectOptions(find('walk-up-site'), SITE.id);
  await user.type(find('walk-up-link'), 'https://invented.webex.com/meet/sample');
  for (const number of [2, 1])
    await user.click(screen.getByRole('button', { name: `Remove participant ${number}` }));
  await user.click(find('walk-up-open'));
  await vi.waitFor(() => expect(sent('session.open-walk-up')).toHaveLength(1));
  expect(find('walk-up')).not.toBeNull();
});
