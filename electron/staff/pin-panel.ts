import type { PinPanel as PinPanelView, Message } from '../../shared/ipc/snapshot.ts';
import type { PanelKey } from '../lockout/lock.ts';

const LONGEST_PIN = 12;
const IDLE_MS = 30_000;

export interface PinPanelParts {
  readonly now: () => number;
  /** Tries the PIN; null when staff are back, else what to say. */
  readonly tryPin: (pin: string) => Promise<Message | null>;
  readonly changed: () => void;
}

/**
 * The staff panel of the locked screen (R34). It reads only what the lock hands it, keeps digits for as long as they are
 * needed, and shows how many there are, never which.
 */
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

  /** What the screen shows; null while no panel is open. */
  get view(): PinPanelView | null {
    return this.#open
      ? { digits: this.#digits.length, message: this.#message, checking: this.#checking }
      : null;
  }

  /** Takes one key of the lock. Everything but the opening is ignored while no panel is open or a PIN is being tried. */
  async take(key: PanelKey): Promise<void> {
    if (key.kind === 'open-panel') {
      if (!this.#open) this.#reset(true);
      return;
    }
    if (!this.#open || this.#checking) return;
    this.#touchedAt = this.#parts.now();
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
    this.#parts.changed();
  }

  /** Called now and then: a panel that nobody types into closes by itself. */
  tick(): void {
    if (this.#open && !this.#checking && this.#parts.now() - this.#touchedAt > IDLE_MS) this.#reset(false);
  }

  /** Closes the panel and forgets its digits, whatever it was doing. */
  close(): void {
    if (this.#open) this.#reset(false);
  }

  async #try(): Promise<void> {
    if (this.#digits === '') return;
    const pin = this.#digits;
    this.#digits = '';
    this.#checking = true;
    this.#parts.changed();
    try {
      this.#message = await this.#parts.tryPin(pin);
      if (this.#message === null) this.#open = false;
    } finally {
      this.#checking = false;
      this.#touchedAt = this.#parts.now();
      this.#parts.changed();
    }
  }

  #reset(open: boolean): void {
    this.#open = open;
    this.#digits = '';
    this.#message = null;
    this.#touchedAt = this.#parts.now();
    this.#parts.changed();
  }
}
