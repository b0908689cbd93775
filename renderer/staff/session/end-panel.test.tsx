import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleSessionSnapshot, sampleStaff } from '../../../test/gallery/page/samples.ts';
import { EndPanel } from './end-panel.tsx';

afterEach(cleanup);

const renderEnd = (phase: 'underway' | 'opened' = 'underway') => {
  const session = sampleSessionSnapshot(sampleSession(phase));
  return renderStaff(<EndPanel snapshot={session} />, sampleStaff({ session }));
};

describe('the form for the end of a visit', () => {
  it('sends nothing before an outcome is chosen, and leads to the question', async () => {
    const { user, sent, find } = await renderEnd();
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toEqual([]);
    const summary = find('error-summary');
    expect(document.activeElement).toBe(summary);
    await user.click(screen.getByRole('link'));
    expect(document.activeElement).toBe(find('outcome-completed'));
  });

  it('asks by whom and why only where that applies', async () => {
    const { user, sent, find } = await renderEnd();
    await user.click(find('outcome-ended-early'));
    await user.click(find('end-confirm'));
    expect(screen.getAllByRole('link')).toHaveLength(2);
    expect(sent('session.end')).toEqual([]);
    await user.click(find('party-technical'));
    await user.type(find('end-reason'), '  The link was lost. ');
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toEqual([
      { outcome: { name: 'ended-early', by: 'technical', reason: 'The link was lost.', notified: [] } },
    ]);
  });

  it('forgets who ended it when another outcome is chosen', async () => {
    const { user, sent, find } = await renderEnd();
    await user.click(find('outcome-ended-early'));
    await user.click(find('party-visitor'));
    await user.click(find('outcome-completed'));
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toEqual([
      { outcome: { name: 'completed', by: null, reason: '', notified: [] } },
    ]);
  });

  it('records who was notified of a cancelled visit', async () => {
    const { user, sent, find } = await renderEnd('opened');
    await user.click(find('outcome-cancelled'));
    await user.click(find('party-staff'));
    await user.click(find('notified-visitor'));
    await user.click(find('notified-site'));
    await user.click(find('notified-site'));
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toMatchObject([{ outcome: { name: 'cancelled', notified: ['visitor'] } }]);
  });

  it('R9: asks who was notified of a refused visit', async () => {
    const session = sampleSessionSnapshot(sampleSession('opened'), { possibleOutcomes: ['refused'] });
    const { user, sent, find } = await renderStaff(<EndPanel snapshot={session} />, sampleStaff({ session }));
    await user.click(find('outcome-refused'));
    await user.click(find('party-site'));
    await user.type(find('end-reason'), 'An invented reason.');
    await user.click(find('notified-inmate'));
    await user.click(find('end-confirm'));
    expect(sent('session.end')).toMatchObject([{ outcome: { name: 'refused', notified: ['inmate'] } }]);
  });
});
