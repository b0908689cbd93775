import { randomBytes } from 'node:crypto';
import type { WebContents, WebFrameMain } from 'electron';
import type { DeviceReport, MediaReport } from '../media-report.ts';
import { isAnswer, parseReports } from '../media-report.ts';
import type { Asker } from '../meeting-session.ts';
import { PageDebugger } from './page-debugger.ts';
import { ANY_DEVICES, pageOrders, pageScript } from './page-script.ts';
import type { PageOrders } from './page-script.ts';

/** A page that does not silence itself within this time is ended: it may be hung on purpose (R45). */
const SILENT_WITHIN_MS = 1000;
/** A page that is joining is busy; whoever has not answered by then is hung or has no script. */
const ANSWERS_WITHIN_MS = 10_000;

/**
 * Gives orders to the page script in every frame, and fetches what it has measured. Asking and createDispatcher are one call
 * into the page, so that there is no channel that the page could find, listen to or write on.
 */
export class PageControl {
  readonly #page: WebContents;
  readonly #debugger: PageDebugger;
  readonly #names = { control: randomName(), token: randomName() };
  /** Frames that were asked and have not answered, with the monotonic time of the question. */
  readonly #asked = new Map<string, number>();
  #orders: PageOrders = { suspended: false, devices: ANY_DEVICES };

  constructor(page: WebContents, detached: () => void) {
    this.#page = page;
    this.#debugger = new PageDebugger(page, detached);
  }

  /** Throws when the page cannot be controlled: then it must not be loaded. */
  async attach(orders: PageOrders): Promise<void> {
    this.#orders = orders;
    await this.#debugger.attach(pageScript(this.#names, orders));
  }

  detach(): void {
    this.#debugger.detach();
  }

  setInputIgnored(ignored: boolean): Promise<void> {
    return this.#debugger.setInputIgnored(ignored);
  }

  /** Gives false when a frame did not obey in time: then something else must stop it. */
  async setOrders(orders: PageOrders): Promise<boolean> {
    this.#orders = orders;
    const installed = this.#debugger.setScript(pageScript(this.#names, orders));
    const obeyed = Promise.all(this.#frames().map((frame) => this.#tell(frame)));
    // A hung page answers neither; its successor is told at once (`collect`).
    return Promise.race([Promise.all([obeyed, installed]).then(() => true), patience(SILENT_WITHIN_MS)]);
  }

  /** Asks every frame that has answered the last time; each report comes with the name of its document. */
  collect(nowMs: number, use: (document: string, report: MediaReport | DeviceReport) => void): void {
    for (const frame of this.#frames()) {
      const key = keyOf(frame);
      if (this.#asked.has(key)) continue;
      this.#asked.set(key, nowMs);
      void this.#tell(frame)
        .then((answer) => {
          const { document, reports } = parseReports(answer);
          for (const report of reports) use(`${key}.${document}`, report);
        })
        .finally(() => this.#asked.delete(key));
    }
  }

  /** Whether the page script answers in every frame that may be this one; `gone` where there is no such frame. */
  async findScript(asker: Asker): Promise<'there' | 'missing' | 'gone'> {
    const asked = this.#framesOf(asker);
    const answered = Promise.all(asked.map((frame) => this.#tell(frame))).then((answers) =>
      answers.every(isAnswer),
    );
    const isThere = await Promise.race([answered, patience(ANSWERS_WITHIN_MS)]);
    if (isThere && asked.length > 0) return 'there';
    return this.#framesOf(asker).length > 0 ? 'missing' : 'gone';
  }

  #framesOf({ address, isMainFrame }: Asker): readonly WebFrameMain[] {
    return this.#frames().filter((frame) => (frame.parent === null) === isMainFrame && frame.url === address);
  }

  /** For how long the page itself, or the slowest of its frames, has not answered: how long it may have been hung. */
  silence(nowMs: number): { readonly pageMs: number; readonly frameMs: number } {
    let [pageMs, frameMs] = [0, 0];
    for (const frame of this.#frames()) {
      const silentMs = nowMs - (this.#asked.get(keyOf(frame)) ?? nowMs);
      if (frame.parent === null) pageMs = silentMs;
      else frameMs = Math.max(frameMs, silentMs);
    }
    return { pageMs, frameMs };
  }

  /** The page is being fetched again: what was silent is given time anew. */
  forgetSilence(): void {
    this.#asked.clear();
  }

  #frames(): readonly WebFrameMain[] {
    if (this.#page.isDestroyed() || this.#page.isCrashed()) return [];
    try {
      return this.#page.mainFrame.framesInSubtree;
    } catch {
      // Between the end of the page's process and the word of it, Electron has no frame to give.
      return [];
    }
  }

  /** What the script in the frame answers; null where there is none, or no frame any more. */
  async #tell(frame: WebFrameMain): Promise<unknown> {
    try {
      const answer: unknown = await frame.executeJavaScript(pageOrders(this.#names, this.#orders));
      return answer;
    } catch {
      return null;
    }
  }
}

function keyOf(frame: WebFrameMain): string {
  return `${frame.processId}.${frame.routingId}`;
}

async function patience(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

function randomName(): string {
  return `_${randomBytes(16).toString('hex')}`;
}
