import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../shared/tracking/cells.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { changedCells, SCREEN_COLUMNS, screenCells } from './screen-cells.ts';

describe('the sheet on the screen', () => {
  it('has every column of the sheet once', () => {
    expect([...SCREEN_COLUMNS].sort()).toEqual([...COLUMNS].sort());
  });

  it('writes times as each language does', () => {
    expect(screenCells(SAMPLE_ROW, 'en').siteScheduledStart).toBe('November\u00A022, 2026, 2:30\u00A0p.m.');
    expect(screenCells(SAMPLE_ROW, 'fr').siteScheduledStart).toBe('22\u00A0novembre 2026, 14\u00A0h\u00A030');
  });

  it('leaves empty what never happened or is not known', () => {
    const cells = screenCells({ ...SAMPLE_ROW, actualStart: null, siteZone: '' }, 'fr');
    expect(cells).toMatchObject({ actualStart: '', siteScheduledStart: '', siteZone: '' });
  });
});

describe('what an amendment changes', () => {
  it('is shown column by column', () => {
    const now = { ...SAMPLE_ROW, version: 2, completedBy: 'Someone Else', minutesLost: 5, language: null };
    expect(changedCells(SAMPLE_ROW, now, 'en')).toEqual([
      { column: 'minutesLost', former: '2', now: '5' },
      { column: 'language', former: 'English', now: '' },
    ]);
  });

  it('is nothing when only the version and the writer differ', () => {
    expect(
      changedCells(SAMPLE_ROW, { ...SAMPLE_ROW, version: 2, completedBy: 'Someone Else' }, 'fr'),
    ).toEqual([]);
  });
});
