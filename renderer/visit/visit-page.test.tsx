import { act, cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { sampleVisit } from '../../test/gallery/page/samples.ts';
import { startLanguage } from '../language.ts';
import { CARD_MS } from './use-newest-message.ts';
import { VisitPage } from './visit-page.tsx';

afterEach(cleanup);
// happy-dom loads no fonts.
Object.defineProperty(document, 'fonts', { configurable: true, value: { ready: Promise.resolve() } });

const MODES = ['hidden', 'strip', 'locking', 'locked', 'closing'] as const;
const PANEL = { digits: 3, message: null, checking: false } as const;
const message = (code: string) => [{ code, values: {} }];

function draw(change: Partial<VisitPageSnapshot>) {
  startLanguage('en');
  const snapshot = sampleVisit({ locking: { waitsFor: [], mayLeave: false }, ...change });
  const { container } = render(<VisitPage snapshot={snapshot} now={snapshot.now} />);
  return (test: string) => container.querySelector(`[data-test="${test}"]`);
}

describe('R37: the panel for a PIN', () => {
  it.each(MODES)('is drawn on the screen in mode %s, once, with what was typed', (mode) => {
    const find = draw({ mode, panel: PANEL });
    expect(document.querySelectorAll('[data-test="pin-panel"]')).toHaveLength(1);
    expect(find('pin-dots')?.getAttribute('data-digits')).toBe('3');
  });

  it.each(['suspended', 'ended', 'link-lost'])('is drawn over the message %s', (code) => {
    expect(draw({ mode: 'locked', panel: PANEL, messages: message(code) })('pin-panel')).not.toBeNull();
  });

  it.each(['pin-blocked', 'staff-list-too-old'])('says what opens the station instead after %s', (code) => {
    const panel = { ...PANEL, message: { code, values: {} } };
    const text = draw({ mode: 'locked', panel })('pin-panel')?.textContent;
    expect(text).toContain('type the recovery code');
    expect(text).toContain('taper le code de secours');
  });

  it.each(MODES)('is not drawn in mode %s while nobody types', (mode) => {
    expect(draw({ mode, panel: null })('pin-panel')).toBeNull();
  });
});

describe('R44: a cue', () => {
  it.each(['strip', 'locked'] as const)('is drawn in mode %s, in both languages', (mode) => {
    const text = draw({ mode, cue: 5, locking: null })('cue-5')?.textContent;
    expect(text).toContain('5 more minutes together');
    expect(text).toMatch(/5\s+minutes/u);
  });

  it.each(['strip', 'locked'] as const)('is drawn in mode %s while a call for staff is open', (mode) => {
    const find = draw({ mode, cue: 1, locking: null, messages: message('staff-called') });
    expect(find('cue-1')).not.toBeNull();
  });
});

describe('R43: a webcam that goes away', () => {
  it.each(['strip', 'locked'] as const)('is said calmly in mode %s', (mode) => {
    const find = draw({ mode, locking: null, messages: message('webcam-gone') });
    expect(find('message-webcam-gone')?.textContent).toContain('Camera');
  });
});

describe('what a screen reader announces around the meeting', () => {
  const statuses = () =>
    [...document.querySelectorAll('[role="status"]')]
      .map(({ textContent }) => textContent)
      .filter((text) => text !== '');

  it('is never the minutes that pass', () => {
    for (const mode of ['strip', 'locked'] as const) {
      draw({ mode, locking: null, messages: [] });
      expect(document.body.textContent).toContain('minutes left');
      expect(statuses()).toEqual([]);
      cleanup();
    }
  });

  it('is a message, once: from its card while locked, from the strip beside staff', () => {
    draw({ mode: 'locked', locking: null, messages: message('link-lost') });
    expect(statuses()).toHaveLength(1);
    cleanup();
    draw({ mode: 'strip', locking: null, messages: message('link-lost') });
    expect(statuses()).toHaveLength(1);
  });
});

describe('R43, R44: a card above the child’s face', () => {
  afterEach(() => vi.useRealTimers());

  it.each<[string, Partial<VisitPageSnapshot>]>([
    ['a message', { locking: null, messages: message('link-lost') }],
    ['a call for staff', { locking: null, messages: message('staff-called') }],
    ['the five minutes', { locking: null, cue: 5 }],
    ['that staff may leave', { locking: { waitsFor: [], mayLeave: true } }],
  ])('is gone after eight seconds: %s', (_, change) => {
    vi.useFakeTimers();
    draw({ mode: 'locked', messages: [], ...change });
    const cards = () => document.querySelectorAll('section').length;
    expect(cards()).toBe(1);
    expect(CARD_MS).toBeLessThanOrEqual(8000);
    act(() => void vi.advanceTimersByTime(CARD_MS));
    expect(cards()).toBe(0);
  });
});
