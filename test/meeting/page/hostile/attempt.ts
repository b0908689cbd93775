/** One thing that a hostile page tries. Gives what it got, or null when it got nothing. */
export interface Attempt {
  readonly name: string;
  readonly try: (world: World) => Promise<string | null>;
  /** Milliseconds before it counts as having got nothing; for what never settles. */
  readonly patienceMs?: number;
}

export type World = {
  /** An address outside of the meeting that belongs to this attempt; whatever arrives there has got out. */
  readonly outside: string;
  /** Another site's server of the meeting itself. */
  readonly origin: string;
};

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Adds an element, lets it work for a moment and removes it. */
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

/** What a frame with this address says of itself within a moment; null when it says nothing. */
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

/** How long a call held the page up; more than an instant means that somebody was shown something. */
export function heldUp(call: () => unknown): string | null {
  const before = performance.now();
  const answer = call();
  if (performance.now() - before > 400) return 'held the page up';
  return answer === true || typeof answer === 'string' ? `answered ${String(answer)}` : null;
}
