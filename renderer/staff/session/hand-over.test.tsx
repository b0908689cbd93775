import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/session/state.ts';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleSessionSnapshot, sampleStaff } from '../../../test/gallery/page/samples.ts';
import { HandOver } from './hand-over.tsx';

afterEach(cleanup);

const renderHandOver = (change: Partial<Session> = {}) => {
  const session = sampleSessionSnapshot(sampleSession('ended', change));
  return renderStaff(<HandOver snapshot={session} onComplete={() => undefined} />, sampleStaff({ session }));
};

describe('R50: the hand-over of a visit', () => {
  it('takes one press when nothing was observed', async () => {
    const { user, sent, find } = await renderHandOver();
    await user.click(find('hand-over'));
    expect(sent('session.hand-over')).toEqual([
      {
        observations: { source: 'none', text: '', reportReference: '' },
        troubles: '',
        note: '',
      },
    ]);
  });

  it.each([
    [2 * 60_000, 'Partly supervised, partly unsupervised'],
    [20_000, 'Unsupervised, station locked'],
  ])('says as the sheet does how the visit was supervised: %s ms after the return', async (ms, words) => {
    await renderHandOver({ unsupervisedOnce: true, supervisedOnce: false, supervisedMs: ms });
    expect(document.body.textContent).toContain(words);
  });

  it('asks what each of two observed, and sends neither without the other', async () => {
    const { user, sent, find } = await renderHandOver();
    await user.click(find('observations-both'));
    await user.click(find('hand-over'));
    expect(screen.getAllByRole('link')).toHaveLength(2);
    await user.type(find('observations-text'), 'Invented, by the site.');
    await user.click(find('hand-over'));
    expect(sent('session.hand-over')).toEqual([]);
    expect(find('observations-staff-text').getAttribute('aria-invalid')).toBe('true');
    await user.type(find('observations-staff-text'), 'Invented, by staff.');
    await user.click(find('hand-over'));
    expect(sent('session.hand-over')).toMatchObject([
      {
        observations: { source: 'both', text: 'Invented, by the site.', staffText: 'Invented, by staff.' },
      },
    ]);
  });
});
