import type { BrowserWindow, WebContents } from 'electron';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { InAppBlock, type BlockableContents, type BlockableWindow } from './in-app-block.ts';
import type { KeyInput } from './swallow.ts';

type Listener = (...values: never[]) => void;

class FakeEmitter {
  readonly #listeners = new Map<string, ((...values: unknown[]) => void)[]>();

  on(event: string, listener: Listener): this {
    const all = this.#listeners.get(event) ?? [];
    all.push(listener as (...values: unknown[]) => void);
    this.#listeners.set(event, all);
    return this;
  }

  emit(event: string, ...values: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...values);
  }
}

class FakeContents extends FakeEmitter implements BlockableContents {
  readonly calls: string[] = [];
  destroyed = false;

  setIgnoreMenuShortcuts(ignore: boolean): void {
    this.calls.push(`ignoreMenuShortcuts ${String(ignore)}`);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  focus(): void {
    this.calls.push('focus');
    this.emit('focus');
  }

  /** Returns true when the page would see the key. */
  reaches(key: string): boolean {
    let prevented = false;
    const input: KeyInput = {
      type: 'keyDown',
      key,
      code: '',
      control: false,
      alt: false,
      shift: false,
      meta: false,
    };
    this.emit('before-input-event', { preventDefault: () => (prevented = true) }, input);
    return !prevented;
  }
}

class FakeWindow extends FakeEmitter implements BlockableWindow {
  readonly calls: string[] = [];
  destroyed = false;
  isWayland = false;
  private enabled = true;

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setAlwaysOnTop(flag: boolean): void {
    if (this.destroyed) throw new Error('Object has been destroyed');
    this.calls.push(`onTop ${String(flag)}`);
  }

  setEnabled(enable: boolean): void {
    if (this.destroyed) throw new Error('Object has been destroyed');
    if (!this.isWayland) this.enabled = enable;
    this.calls.push(`enabled ${String(enable)}`);
  }

  isEnabled(): boolean {
    return this.enabled;
  }

  moveTop(): void {
    this.calls.push('moveTop');
  }

  focus(): void {
    this.calls.push('focus');
  }

  closes(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    return !prevented;
  }
}

function build() {
  const reports: string[] = [];
  const later: (() => void)[] = [];
  const block = new InAppBlock({
    build: 'production',
    report: (code) => reports.push(code),
    timers: {
      after(_ms, action) {
        later.push(action);
        return () => undefined;
      },
    },
  });
  return { block, reports, later };
}

describe('the in-app block', () => {
  it('takes the objects of Electron as they are', () => {
    expectTypeOf<WebContents>().toExtend<BlockableContents>();
    expectTypeOf<BrowserWindow>().toExtend<BlockableWindow>();
  });

  it('keeps every key from every page while engaged, and gives them back', async () => {
    const { block } = build();
    const pages = [new FakeContents(), new FakeContents()];
    for (const page of pages) block.guardContents(page);
    expect(pages.map((page) => page.reaches('a'))).toEqual([true, true]);
    await block.engage();
    expect(pages.map((page) => page.reaches('a'))).toEqual([false, false]);
    await block.release();
    expect(pages.map((page) => page.reaches('a'))).toEqual([true, true]);
    expect(pages.map((page) => page.reaches('F12'))).toEqual([false, false]);
  });

  it('covers a page and a window that appear while it is engaged', async () => {
    const { block } = build();
    await block.engage();
    const page = new FakeContents();
    const window = new FakeWindow();
    block.guardContents(page);
    block.guardWindow(window);
    expect(page.reaches('Enter')).toBe(false);
    expect(window.calls).toEqual(['enabled false', 'onTop true', 'moveTop']);
  });

  it('reports a window that takes input although it was disabled, as on native Wayland', async () => {
    const { block, reports } = build();
    const window = new FakeWindow();
    window.isWayland = true;
    block.guardWindow(window);
    expect(await block.engage()).toEqual({
      ok: false,
      refusal: {
        code: 'in-app-block-incomplete',
        detail: 'window: it still takes input after it was disabled',
      },
    });
    expect(block.engaged).toBe(true);
    const later = new FakeWindow();
    later.isWayland = true;
    block.guardWindow(later);
    expect(reports).toEqual(['in-app-block-incomplete']);
  });

  it('tells each view to ignore input, also one that joins later, and to stop ignoring it', async () => {
    const { block } = build();
    const told: string[] = [];
    const view = (name: string) => ({
      setInputIgnored: (ignored: boolean) => {
        told.push(`${name} ${String(ignored)}`);
        return Promise.resolve();
      },
    });
    block.addBlockable(view('first'));
    const remove = block.addBlockable(view('gone'));
    remove();
    await block.engage();
    block.addBlockable(view('second'));
    await block.release();
    expect(told).toEqual(['first true', 'second true', 'first false', 'second false']);
  });

  it('stays engaged and says so when a view will not join', async () => {
    const { block } = build();
    const page = new FakeContents();
    block.guardContents(page);
    block.addBlockable({ setInputIgnored: () => Promise.reject(new Error('debugger detached')) });
    expect(await block.engage()).toEqual({
      ok: false,
      refusal: { code: 'in-app-block-incomplete', detail: 'view: debugger detached' },
    });
    expect(block.engaged).toBe(true);
    expect(page.reaches('a')).toBe(false);
  });

  it('gives everything back although one view fails', async () => {
    const { block, reports } = build();
    const window = new FakeWindow();
    block.guardWindow(window);
    block.addBlockable({
      setInputIgnored: (ignored) => (ignored ? Promise.resolve() : Promise.reject(new Error('x'))),
    });
    await block.engage();
    await block.release();
    expect(block.engaged).toBe(false);
    expect(window.calls.slice(-2)).toEqual(['enabled true', 'onTop false']);
    expect(reports).toEqual(['in-app-release-incomplete']);
  });

  it('keeps the focus on the shield while engaged only', async () => {
    const { block } = build();
    const shield = new FakeContents();
    const meeting = new FakeContents();
    block.guardContents(shield);
    block.guardContents(meeting);
    block.setShield(shield);
    meeting.focus();
    expect(shield.calls.filter((call) => call === 'focus')).toHaveLength(0);
    await block.engage();
    meeting.focus();
    expect(shield.calls.filter((call) => call === 'focus')).toHaveLength(2);
    shield.destroyed = true;
    meeting.focus();
    expect(shield.calls.filter((call) => call === 'focus')).toHaveLength(2);
  });

  it('takes the focus of the window back while engaged only', async () => {
    const { block, later } = build();
    const window = new FakeWindow();
    block.guardWindow(window);
    window.emit('blur');
    expect(later).toHaveLength(0);
    await block.engage();
    window.emit('blur');
    for (const action of later.splice(0)) action();
    expect(window.calls.slice(-2)).toEqual(['moveTop', 'focus']);
    window.emit('blur');
    await block.release();
    const calls = window.calls.length;
    for (const action of later.splice(0)) action();
    expect(window.calls).toHaveLength(calls);
  });

  it('lets no window close, locked or not, until a shutdown was ordered', async () => {
    const { block } = build();
    const window = new FakeWindow();
    block.guardWindow(window);
    expect(window.closes()).toBe(false);
    await block.engage();
    expect(window.closes()).toBe(false);
    block.allowClose();
    expect(window.closes()).toBe(true);
  });

  it('follows nothing that was destroyed', async () => {
    const { block } = build();
    const window = new FakeWindow();
    block.guardWindow(window);
    window.destroyed = true;
    window.emit('closed');
    expect(await block.engage()).toEqual({ ok: true, value: undefined });
    expect(window.calls).toEqual([]);
  });
});
