import { cleanup, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { DateInput } from './date-input.tsx';

afterEach(cleanup);

function Sample() {
  const [value, setValue] = useState('2026-11-21');
  return <DateInput label="From" test="from" today="2026-11-22" value={value} onChange={setValue} />;
}

const focused = () => document.activeElement?.getAttribute('data-test');
const typed = () => screen.getByLabelText<HTMLInputElement>(/^From|^Du/u).value;

describe('R53, R71: a date', () => {
  it('is chosen in a calendar with the keyboard alone', async () => {
    const { user, find } = await renderStaff(<Sample />, sampleStaff());
    find('from-calendar').focus();
    await user.keyboard('{Enter}');
    expect(focused()).toBe('day-2026-11-21');
    for (const [key, day] of [
      ['ArrowRight', '2026-11-22'],
      ['ArrowDown', '2026-11-29'],
      ['ArrowDown', '2026-12-06'],
      ['End', '2026-12-12'],
      ['Home', '2026-12-06'],
      ['ArrowLeft', '2026-12-05'],
      ['ArrowUp', '2026-11-28'],
      ['PageDown', '2026-12-28'],
      ['PageUp', '2026-11-28'],
    ]) {
      await user.keyboard(`{${key}}`);
      expect(focused()).toBe(`day-${day}`);
    }
    await user.keyboard('{Enter}');
    expect(typed()).toBe('2026-11-28');
    expect(focused()).toBe('from-calendar');
  });

  it('keeps to the last day of a shorter month', async () => {
    const { user, find } = await renderStaff(<Sample />, sampleStaff());
    await user.clear(screen.getByLabelText(/^From/u));
    await user.type(screen.getByLabelText(/^From/u), '2026-01-31');
    await user.click(find('from-calendar'));
    await user.keyboard('{PageDown}');
    expect(focused()).toBe('day-2026-02-28');
  });

  it('is named in full, in the reader’s language, with today and the choice marked', async () => {
    const { user, find } = await renderStaff(<Sample />, sampleStaff({ language: 'fr' }));
    await user.click(find('from-calendar'));
    expect(find('day-2026-11-21').getAttribute('aria-label')).toBe('samedi 21\u00a0novembre 2026');
    expect(find('day-2026-11-22').getAttribute('aria-current')).toBe('date');
    expect(find('day-2026-11-21').closest('td')?.getAttribute('aria-selected')).toBe('true');
    expect(document.querySelector('th[abbr="dimanche"]')).not.toBeNull();
  });

  it('opens on today while nothing valid is typed', async () => {
    const { user, find } = await renderStaff(<Sample />, sampleStaff());
    await user.clear(screen.getByLabelText(/^From/u));
    await user.click(find('from-calendar'));
    expect(focused()).toBe('day-2026-11-22');
  });
});
