import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Timers } from '../platform/timers.ts';
import { messageOf } from './step-stack.ts';
import { swallowedBy, type KeyInput, type SwallowMode } from './swallow.ts';
import type { Report } from '../platform/log.ts';

/** What the block needs of Electron's WebContents. */
export interface BlockableContents {
  on(
    event: 'before-input-event',
    listener: (event: { preventDefault(): void }, input: KeyInput) => void,
  ): unknown;
  on(event: 'focus' | 'destroyed', listener: () => void): unknown;
  setIgnoreMenuShortcuts(ignore: boolean): void;
  isDestroyed(): boolean;
  focus(): void;
}

/** What the block needs of Electron's BrowserWindow. */
export interface BlockableWindow {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown;
  on(event: 'blur' | 'closed', listener: () => void): unknown;
  isDestroyed(): boolean;
  setAlwaysOnTop(flag: boolean, level?: 'screen-saver'): void;
  /**
   * Takes pointer and keys from every view of the window without changing its look; input sent by the app still
   * arrives.
   */
  setEnabled(enable: boolean): void;
  /** True after `setEnabled(false)` on native Wayland, where Electron cannot disable a window and raises no error. */
  isEnabled(): boolean;
  moveTop(): void;
  focus(): void;
}

/** A view that can refuse input by itself, such as the meeting (CDP `Input.setIgnoreInputEvents`). */
export interface InputBlockable {
  setInputIgnored(ignored: boolean): Promise<void>;
}

export type InAppBlockParts = {
  readonly build: SwallowMode['build'];
  readonly report: Report;
  readonly timers: Pick<Timers, 'after'>;
};

export type BlockRefusal = { readonly code: 'in-app-block-incomplete'; readonly detail: string };

/** How long to wait for the window manager before taking the focus back; doing it at once loses the race. */
const REFOCUS_DELAY_MS = 50;

/**
 * The second barrier, inside the app (R32): input that gets past the operating system's lock finds no page that
 * listens. Pass it every webContents and window as it is created; it follows them until they are destroyed.
 */
export class InAppBlock {
  readonly #parts: InAppBlockParts;
  readonly #contents = new Set<BlockableContents>();
  readonly #windows = new Set<BlockableWindow>();
  readonly #blockables = new Set<InputBlockable>();
  #shield: BlockableContents | null = null;
  #locked = false;
  #closeAllowed = false;

  constructor(parts: InAppBlockParts) {
    this.#parts = parts;
  }

  get engaged(): boolean {
    return this.#locked;
  }

  /** Call for each webContents the app creates (`web-contents-created`), local pages and the meeting's. */
  guardContents(contents: BlockableContents): void {
    this.#contents.add(contents);
    contents.on('destroyed', () => this.#contents.delete(contents));
    contents.on('before-input-event', (event, input) => {
      if (swallowedBy(input, { locked: this.#locked, build: this.#parts.build }) !== null)
        event.preventDefault();
    });
    contents.on('focus', () => {
      // A navigation in the meeting takes the focus (Electron before 40 cannot forbid it).
      if (this.#locked && contents !== this.#shield) this.#focusShield();
    });
    contents.setIgnoreMenuShortcuts(true);
  }

  /** Call for each visible window. It cannot be closed until `allowClose`. */
  guardWindow(window: BlockableWindow): void {
    this.#windows.add(window);
    window.on('closed', () => this.#windows.delete(window));
    window.on('close', (event) => {
      if (!this.#closeAllowed) event.preventDefault();
    });
    window.on('blur', () => {
      if (this.#locked) this.#parts.timers.after(REFOCUS_DELAY_MS, () => this.#takeFocusBack(window));
    });
    if (!this.#locked) return;
    const failures: string[] = [];
    attempt(failures, 'window', () => this.#disable(window));
    for (const failure of failures) this.#parts.report('in-app-block-incomplete', failure);
  }

  /** The view that keeps the focus and takes clicks while locked. */
  setShield(contents: BlockableContents): void {
    this.#shield = contents;
    if (this.#locked) this.#focusShield();
  }

  /** Makes the view refuse input while locked, at once if locked now. Returns a function that removes it. */
  addBlockable(blockable: InputBlockable): () => void {
    this.#blockables.add(blockable);
    if (this.#locked) {
      blockable.setInputIgnored(true).catch((error: unknown) => {
        this.#parts.report('in-app-block-incomplete', messageOf(error));
      });
    }
    return () => {
      this.#blockables.delete(blockable);
    };
  }

  /**
   * Lets an ordered shutdown close the windows: call from `before-quit`, which `app.quit` and SIGTERM fire but
   * Alt+F4 does not. Without this a prevented `close` also prevents those (R33: the station then comes back
   * locked).
   */
  allowClose(): void {
    this.#closeAllowed = true;
  }

  /** Blocks as much as possible; stays engaged even when it refuses because a view would not join. */
  async engage(): Promise<Result<void, BlockRefusal>> {
    this.#locked = true;
    const failures: string[] = [];
    for (const window of this.#windows) attempt(failures, 'window', () => this.#disable(window));
    attempt(failures, 'focus', () => this.#focusShield());
    failures.push(...(await this.#ignoreInput(true)));
    return failures.length === 0
      ? ok(undefined)
      : refuse({ code: 'in-app-block-incomplete', detail: failures.join('; ') });
  }

  /** Releases everything; a failure is reported and does not keep the rest blocked. */
  async release(): Promise<void> {
    this.#locked = false;
    const failures: string[] = [];
    for (const window of this.#windows) {
      attempt(failures, 'window', () => {
        if (!window.isDestroyed()) window.setEnabled(true);
      });
      attempt(failures, 'window', () => {
        if (!window.isDestroyed()) window.setAlwaysOnTop(false);
      });
    }
    failures.push(...(await this.#ignoreInput(false)));
    for (const failure of failures) this.#parts.report('in-app-release-incomplete', failure);
  }

  async #ignoreInput(ignored: boolean): Promise<readonly string[]> {
    const outcomes = await Promise.allSettled(
      [...this.#blockables].map(async (blockable) => blockable.setInputIgnored(ignored)),
    );
    return outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [`view: ${messageOf(outcome.reason)}`] : [],
    );
  }

  #disable(window: BlockableWindow): void {
    if (window.isDestroyed()) return;
    window.setEnabled(false);
    window.setAlwaysOnTop(true, 'screen-saver');
    window.moveTop();
    if (window.isEnabled()) throw new Error('it still takes input after it was disabled');
  }

  #takeFocusBack(window: BlockableWindow): void {
    if (!this.#locked || window.isDestroyed()) return;
    window.moveTop();
    window.focus();
    this.#focusShield();
  }

  #focusShield(): void {
    if (this.#shield !== null && !this.#shield.isDestroyed()) this.#shield.focus();
  }
}

function attempt(failures: string[], what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    // The object was destroyed meanwhile, or does not do what it was told; the other parts must still be blocked.
    failures.push(`${what}: ${messageOf(error)}`);
  }
}
