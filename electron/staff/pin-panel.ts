import type { PinPanel as PinPanelView, Message } from '../../shared/ipc/snapshot.ts';
import type { Clock } from '../../shared/clock.ts';
import type { PanelKey } from '../lockout/lock.ts';
import type { SignIn } from './sign-in.ts';

const LONGEST_PIN = 12;
const IDLE_MS = 30_000;

export interface PinPanelParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly signIn: Pick<SignIn, 'comeBack'>;
  readonly changes: { notify(): void };
}

/** The PIN panel of the locked screen (R34). Reads only the keys that the lock hands it; shows how many digits, never which. */
export class PinPanel {
  readonly #parts: PinPanelParts;
  #open = false;
  #digits = '';
  #checking = false;
  #message: Message | null = null;
  #touchedAt = 0;

  constructor(parts: PinPanelParts) {
    this.#parts = parts;
  }

  /** What the screen shows; null while the panel is closed. */
  get view(): PinPanelView | null {
    return this.#open
      ? { digits: this.#digits.length, message: this.#message, checking: this.#checking }
      : null;
  }

  /** Takes one key of the lock. While the panel is closed only its opening counts; while a PIN is checked nothing does. */
  async take(key: PanelKey): Promise<void> {
    if (key.kind === 'open-panel') {
      if (!this.#open) this.#reset(true);
      return;
    }
    if (!this.#open || this.#checking) return;
    this.#touchedAt = this.#parts.clock.now();
    switch (key.kind) {
      case 'digit':
        if (this.#digits.length < LONGEST_PIN) this.#digits += key.digit;
        this.#message = null;
        break;
      case 'backspace':
        this.#digits = this.#digits.slice(0, -1);
        break;
      case 'close-panel':
        this.#reset(false);
        return;
      case 'enter':
        await this.#try();
        return;
    }
    this.#parts.changes.notify();
  }

  /** Called once a second: an unused panel closes. */
  tick(): void {
    if (this.#open && !this.#checking && this.#parts.clock.now() - this.#touchedAt > IDLE_MS)
      this.#reset(false);
  }

  /** Closes the panel and forgets its digits. */
  close(): void {
    if (this.#open) this.#reset(false);
  }

  async #try(): Promise<void> {
    if (this.#digits === '') return;
    const pin = this.#digits;
    this.#digits = '';
    this.#checking = true;
    this.#parts.changes.notify();
    try {
      this.#message = await this.#parts.signIn.comeBack(pin);
      if (this.#message === null) this.#open = false;
    } finally {
      this.#checking = false;
      this.#touchedAt = this.#parts.clock.now();
      this.#parts.changes.notify();
    }
  }

  #reset(open: boolean): void {
    this.#open = open;
    this.#digits = '';
    this.#message = null;
    this.#touchedAt = this.#parts.clock.now();
    this.#parts.changes.notify();
  }
}
