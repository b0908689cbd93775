import { rememberable } from '../../shared/ipc/first-screen.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { PageStore } from '../store.ts';

/** A start asks for much in its first moments, and what is shown then may change again at once. */
const REST_MS = 2000;

/**
 * Draws the sign-in screen as HTML whenever it has changed and gives it to the station, which shows it at the next start
 * before any script of ours runs.
 * @param shown what the station had remembered for this start, and still has; null where that was nothing
 */
export function rememberScreen({ store, tell }: PageStore<'staff'>, shown: StaffPageSnapshot | null): void {
  const textOf = (snapshot: StaffPageSnapshot | null): string | null => {
    const screen = snapshot === null ? null : rememberable(snapshot);
    return screen === null ? null : JSON.stringify(screen);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = textOf(shown);
  const look = (): void => {
    const text = textOf(store.getState().snapshot);
    if (text === kept) return;
    kept = text;
    clearTimeout(timer);
    // The station itself forgets the screen as soon as somebody signs in.
    if (text !== null) timer = setTimeout(() => void keep(text), REST_MS);
  };
  const keep = async (text: string): Promise<void> => {
    const { firstHtml } = await import('./first-html.tsx');
    const { snapshot } = store.getState();
    if (snapshot !== null && textOf(snapshot) === text)
      tell('page.keep', { screen: text, html: firstHtml(snapshot) });
  };
  look();
  store.subscribe(look);
}
