import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/ipc/snapshot.ts';
import type { PanelKey } from '../lockout/lock.ts';
import { PinPanel } from './pin-panel.ts';

function panelWith(answer: Message | null): { panel: PinPanel; tried: string[]; clock: { now: number } } {
  const tried: string[] = [];
  const clock = { now: 0 };
  const panel = new PinPanel({
    clock: { now: () => clock.now },
    signIn: {
      comeBack(pin) {
        tried.push(pin);
        return Promise.resolve(answer);
      },
    },
    changes: { notify: () => undefined },
  });
  return { panel, tried, clock };
}

async function type(panel: PinPanel, digits: string): Promise<void> {
  for (const digit of digits) await panel.take({ kind: 'digit', digit });
}

const OPEN: PanelKey = { kind: 'open-panel' };
const ENTER: PanelKey = { kind: 'enter' };

describe('the staff panel of the locked screen', () => {
  it('takes nothing until it is opened by the held key', async () => {
    const { panel, tried } = panelWith(null);
    await type(panel, '482913');
    await panel.take(ENTER);
    expect(panel.view).toBeNull();
    expect(tried).toEqual([]);
  });

  it('shows how many digits there are, never which', async () => {
    const { panel } = panelWith(null);
    await panel.take(OPEN);
    await type(panel, '482');
    await panel.take({ kind: 'backspace' });
    expect(panel.view).toEqual({ digits: 2, message: null, checking: false });
  });

  it('closes when the PIN was right', async () => {
    const { panel, tried } = panelWith(null);
    await panel.take(OPEN);
    await type(panel, '482913');
    await panel.take(ENTER);
    expect(tried).toEqual(['482913']);
    expect(panel.view).toBeNull();
  });

  it('says why not, forgets the digits and stays open when it was wrong', async () => {
    const { panel } = panelWith({ code: 'pin-wrong', values: {} });
    await panel.take(OPEN);
    await type(panel, '1234');
    await panel.take(ENTER);
    expect(panel.view).toEqual({ digits: 0, message: { code: 'pin-wrong', values: {} }, checking: false });
  });

  it('takes twelve digits at most', async () => {
    const { panel } = panelWith(null);
    await panel.take(OPEN);
    await type(panel, '1234567890123456');
    expect(panel.view?.digits).toBe(12);
  });

  it('closes by itself when nobody types', async () => {
    const { panel, clock } = panelWith(null);
    await panel.take(OPEN);
    await type(panel, '12');
    clock.now = 30_001;
    panel.tick();
    expect(panel.view).toBeNull();
  });

  it('opens empty after it was closed half way', async () => {
    const { panel } = panelWith(null);
    await panel.take(OPEN);
    await type(panel, '12');
    await panel.take({ kind: 'close-panel' });
    await panel.take(OPEN);
    expect(panel.view?.digits).toBe(0);
  });
});
