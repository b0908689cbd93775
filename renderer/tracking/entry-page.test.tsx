import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff, WAITING } from '../../test/gallery/page/samples.ts';
import { EntryPage } from './entry-page.tsx';

afterEach(cleanup);

async function renderEntry() {
  const [waiting] = WAITING;
  let closed = 0;
  const page = await renderStaff(
    <EntryPage waiting={waiting!} onClose={() => (closed += 1)} />,
    sampleStaff(),
  );
  return { ...page, closed: () => closed };
}

describe('the entry of the tracking sheet', () => {
  it('saves what the station proposes without typing anything', async () => {
    const { user, sent, find, closed } = await renderEntry();
    await user.click(find('tracking-complete'));
    const { proposed } = WAITING[0]!;
    expect(sent('tracking.complete')).toMatchObject([
      { row: { ...proposed, completedBy: expect.any(String) } },
    ]);
    expect(closed()).toBe(1);
  });

  it('keeps the form and what was typed while something is missing', async () => {
    const { user, sent, find, closed } = await renderEntry();
    await user.clear(find('entry-troubles'));
    await user.type(find('entry-troubles'), 'Two short cuts.');
    await user.clear(find('entry-minutes-lost'));
    await user.type(find('entry-minutes-lost'), 'three');
    await user.click(find('tracking-complete'));
    expect(sent('tracking.complete')).toEqual([]);
    expect(closed()).toBe(0);
    expect(find('entry-minutes-lost').getAttribute('aria-invalid')).toBe('true');
    await user.click(screen.getByRole('link'));
    expect(document.activeElement).toBe(find('entry-minutes-lost'));
    await user.clear(find('entry-minutes-lost'));
    await user.type(find('entry-minutes-lost'), '3');
    expect(document.querySelector('[aria-invalid="true"]')).toBeNull();
    await user.click(find('tracking-complete'));
    expect(sent('tracking.complete')).toMatchObject([
      { row: { minutesLost: 3, troubles: 'Two short cuts.' } },
    ]);
  });

  it('R52: corrects what the station recorded, and says which value is wrong', async () => {
    const { user, sent, find } = await renderEntry();
    await user.click(screen.getByText('Correct what the station recorded'));
    await user.clear(find('record-minutes'));
    await user.type(find('record-minutes'), 'ten');
    await user.click(find('tracking-complete'));
    expect(sent('tracking.complete')).toEqual([]);
    expect(screen.getByRole('link').textContent).toContain('Duration (minutes)');
    await user.clear(find('record-minutes'));
    await user.type(find('record-minutes'), '10');
    await user.selectOptions(find('record-outcome'), 'ended-early');
    await user.selectOptions(find('record-outcomeBy'), 'visitor');
    await user.click(find('record-pauses-add'));
    await user.type(find('record-pauses-0-minutes'), '3');
    await user.click(find('tracking-complete'));
    expect(sent('tracking.complete')).toMatchObject([
      { row: { minutes: 10, outcome: 'ended-early', outcomeBy: 'visitor', pauses: [{ minutes: 3 }] } },
    ]);
  });
});
