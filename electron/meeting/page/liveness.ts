import type { WebContents, WebFrameMain } from 'electron';

/** All frames of the page, itself first; none while its process is gone. */
export function framesOf(page: WebContents): readonly WebFrameMain[] {
  if (page.isDestroyed() || page.isCrashed()) return [];
  try {
    return page.mainFrame.framesInSubtree;
  } catch {
    // Between the end of a process and Electron's report of it there is no frame.
    return [];
  }
}

/**
 * Finds frames that hang: each is asked for a number every tick, which needs nothing of the page's own script and
 * tells it nothing.
 */
export class Liveness {
  /** Frames that have not answered yet, with the monotonic time of the question. */
  readonly #asked = new Map<string, number>();

  ask(page: WebContents, nowMs: number): void {
    for (const frame of framesOf(page)) {
      const key = keyOf(frame);
      if (this.#asked.has(key)) continue;
      this.#asked.set(key, nowMs);
      frame
        .executeJavaScript('0')
        // A frame that is gone answers too: with an error.
        .catch(() => undefined)
        .finally(() => this.#asked.delete(key));
    }
  }

  /** For how many milliseconds the page itself, and the slowest of its frames, have not answered. */
  silence(page: WebContents, nowMs: number): { readonly pageMs: number; readonly frameMs: number } {
    let [pageMs, frameMs] = [0, 0];
    for (const frame of framesOf(page)) {
      const silentMs = nowMs - (this.#asked.get(keyOf(frame)) ?? nowMs);
      if (frame.parent === null) pageMs = silentMs;
      else frameMs = Math.max(frameMs, silentMs);
    }
    return { pageMs, frameMs };
  }

  /** The page is being loaded again. */
  reset(): void {
    this.#asked.clear();
  }
}

function keyOf(frame: WebFrameMain): string {
  return `${frame.processId}.${frame.routingId}`;
}
