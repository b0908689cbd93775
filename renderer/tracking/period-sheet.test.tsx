import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import { sampleStaff, TRACKING_ROW } from '../../test/gallery/page/samples.ts';
import { PeriodSheet } from './period-sheet.tsx';

afterEach(cleanup);

const ROWS = Array.from({ length: 120 }, (_, index) => ({ ...TRACKING_ROW, session: `sample-${index}` }));

const renderSheet = (rows = ROWS) =>
  renderStaff(<PeriodSheet mayAmend mayExport />, sampleStaff(), {
    'tracking.sheet': { rows, total: rows.length },
  });

describe('the sheet of a period', () => {
  it('shows this month at first', async () => {
    const { sent } = await renderSheet();
    expect(sent('tracking.sheet')).toEqual([
      { from: '2026-11-01', to: '2026-11-30', offset: 0, limit: expect.any(Number) },
    ]);
  });

  it.each([
    ['2026-11-20', '2026-11-19'],
    ['2026-13-01', '2026-12-31'],
    ['yesterday', '2026-11-30'],
  ])('asks for no period from %s to %s, and says what is wrong', async (from, to) => {
    const { user, sent, find } = await renderSheet();
    await user.clear(find('sheet-from'));
    await user.type(find('sheet-from'), from);
    await user.clear(find('sheet-to'));
    await user.type(find('sheet-to'), to);
    await user.click(find('sheet-show'));
    expect(sent('tracking.sheet')).toHaveLength(1);
    expect(document.querySelector('[aria-invalid="true"]')).not.toBeNull();
  });

  it.each([
    ['thisMonth', '2026-11-01', '2026-11-30'],
    ['lastMonth', '2026-10-01', '2026-10-31'],
    ['thisYear', '2026-04-01', '2027-03-31'],
    ['lastYear', '2025-04-01', '2026-03-31'],
  ])('R53: shows %s with one press', async (preset, from, to) => {
    const { user, sent, find } = await renderSheet();
    await user.click(find(`period-${preset}`));
    expect(sent('tracking.sheet').at(-1)).toMatchObject({ from, to, offset: 0 });
    expect(find(`period-${preset}`).getAttribute('aria-pressed')).toBe('true');
  });

  it('R54: shows the figures of the period on request', async () => {
    const { user, sent, find } = await renderSheet();
    await screen.findByText(/^1 to 50/u);
    await user.click(find('figures-show'));
    expect(sent('tracking.figures')).toEqual([{ from: '2026-11-01', to: '2026-11-30' }]);
    await vi.waitFor(() => find('figures'));
  });

  it('turns the pages of a long period', async () => {
    const { user, find } = await renderSheet();
    await screen.findByText(/^1 to 50/u);
    await user.click(find('sheet-next'));
    expect(await screen.findByText(/^51 to 100/u)).toBeTruthy();
    await user.click(find('sheet-before'));
    expect(await screen.findByText(/^1 to 50/u)).toBeTruthy();
  });
});
