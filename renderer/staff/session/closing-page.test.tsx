import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../shared/session/entries.ts';
import en from '../../../shared/language/en.json' with { type: 'json' };
import fr from '../../../shared/language/fr.json' with { type: 'json' };
import { renderStaff } from '../../../test/gallery/page/render-staff.fixture.tsx';
import { sampleSession, sampleStaff } from '../../../test/gallery/page/samples.ts';
import { ClosingPage } from './closing-page.tsx';

// happy-dom has no fonts to wait for.
beforeAll(
  () =>
    void Object.defineProperty(document, 'fonts', {
      configurable: true,
      value: { ready: Promise.resolve() },
    }),
);
afterEach(cleanup);

const OUTCOMES: readonly Outcome[] = [
  { name: 'completed', by: null, reason: '', notified: [] },
  { name: 'ended-early', by: 'visitor', reason: 'An invented reason.', notified: [] },
  { name: 'terminated', by: 'institutional-head', reason: 'An invented reason.', notified: [] },
];

describe('R55: the closing page', () => {
  it.each(OUTCOMES)('is in both languages, names support and no reason: $name', async (outcome) => {
    const session = sampleSession('ended', { outcome });
    await renderStaff(<ClosingPage session={session} onLeft={vi.fn()} />, sampleStaff());
    const text = document.body.textContent;
    for (const { visit } of [en, fr]) {
      const isByOrder = outcome.name === 'terminated';
      expect(text.includes(visit.closing.title)).toBe(!isByOrder);
      expect(text.includes(visit.closing.ordered.next)).toBe(isByOrder);
    }
    expect(text).toContain('Invented Family Help Line');
    expect(text).toContain('Ligne d’aide familiale inventée');
    expect(text).not.toContain('An invented reason.');
  });

  it('leads on once she has left', async () => {
    const onLeft = vi.fn();
    const { user, find } = await renderStaff(
      <ClosingPage session={sampleSession('ended')} onLeft={onLeft} />,
      sampleStaff(),
    );
    await user.click(find('closing-left'));
    expect(onLeft).toHaveBeenCalledOnce();
  });
});
