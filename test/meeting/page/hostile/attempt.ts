/** An attack of the hostile page. `try` returns what it got, or null. */
export interface Attempt {
  readonly name: string;
  readonly try: (world: World) => Promise<string | null>;
  /** Milliseconds after which an attempt that never settles counts as failed. */
  readonly patienceMs?: number;
}

export type World = {
  /** This attempt's address outside the meeting; a request that arrives there has escaped. */
  readonly outside: string;
  /** The meeting's own server. */
  readonly origin: string;
};

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Adds an element for a moment, then removes it. */
export async function attach<E extends HTMLElement>(element: E, ms = 250): Promise<E> {
  document.body.append(element);
  await wait(ms);
  element.remove();
  return element;
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

/** What a frame reports within a moment; null if nothing. */
export async function frameSays(set: (frame: HTMLIFrameElement) => void, ms = 350): Promise<string | null> {
  let said: string | null = null;
  const listen = (event: MessageEvent): void => {
    if (typeof event.data === 'string' && event.data.startsWith('got:')) said = event.data.slice(4);
  };
  window.addEventListener('message', listen);
  const frame = make('iframe', { width: '40', height: '40' });
  set(frame);
  await attach(frame, ms);
  window.removeEventListener('message', listen);
  return said;
}

/** Detects a dialog: the call blocked the page or returned an answer. */
export function heldUp(call: () => unknown): string | null {
  const before = performance.now();
  const answer = call();
  if (performance.now() - before > 400) return 'held the page up';
  return answer === true || typeof answer === 'string' ? `answered ${String(answer)}` : null;
}
