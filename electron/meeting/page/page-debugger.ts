import type { WebContents } from 'electron';
import { z } from 'zod';

const TargetAttached = z.object({
  sessionId: z.string(),
  waitingForDebugger: z.boolean(),
  targetInfo: z.object({ type: z.string(), targetId: z.string() }),
});
const TargetDetached = z.object({ sessionId: z.string() });
const SessionBegun = z.object({ sessionId: z.string() });

/** A frame of another site: the session begun for it here, and when its script is in place. */
type FrameTarget = {
  session: string | null;
  readonly prepared: Promise<void>;
};

/**
 * The only user of the debugger protocol on the meeting page: puts the page script into every frame before the page's
 * own (frames of other sites are targets of their own), ignores input, refuses dialogs and file choosers.
 *
 * Chromium announces such a frame, holds it and opens a session for it. That session ends, and its script with it,
 * whenever a frame *inside* that frame navigates. So it only serves to let the frame continue; the script belongs to a
 * second session, begun here, which lives as long as the frame.
 *
 * Never enables the Runtime domain: with it, Electron 33 leaves frames of the same site without the script.
 */
export class PageDebugger {
  readonly #page: WebContents;
  readonly #source: string;
  readonly #detached: () => void;
  readonly #frames = new Map<string, FrameTarget>();

  /** `source`: the page script. `detached`: script and input block no longer hold, or not in every frame. */
  constructor(page: WebContents, source: string, detached: () => void) {
    this.#page = page;
    this.#source = source;
    this.#detached = detached;
    page.debugger.on('message', (_event, method: string, params: unknown, session: string) => {
      this.#onMessage(method, params, session);
    });
    page.debugger.on('detach', () => {
      this.#frames.clear();
      this.#detached();
    });
  }

  /** Whether the script is in every frame of the page. */
  get isAttached(): boolean {
    return !this.#page.isDestroyed() && this.#page.debugger.isAttached();
  }

  /** Attaches and prepares the page. Rejects when that is impossible: then the page must not be loaded. */
  async attach(): Promise<void> {
    if (!this.#page.debugger.isAttached()) this.#page.debugger.attach('1.3');
    await this.#prepare('');
    await this.#send('Page.setInterceptFileChooserDialog', { enabled: true });
  }

  /** No key, button, wheel, touch or gesture reaches any frame of the page, or all do again. */
  async setInputIgnored(ignored: boolean): Promise<void> {
    await this.#send('Input.setIgnoreInputEvents', { ignore: ignored });
  }

  async #prepare(session: string): Promise<void> {
    await this.#send('Page.enable', {}, session);
    // Chromium does not hold some frames (written ones of their own origin); there the script comes as soon as it can.
    await this.#send(
      'Page.addScriptToEvaluateOnNewDocument',
      { source: this.#source, runImmediately: session !== '' },
      session,
    );
    // No filter: a filtered target (a worker) would wait for a debugger for ever (Electron 33.2.1).
    await this.#send(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
      session,
    );
  }

  #onMessage(method: string, params: unknown, session: string): void {
    switch (method) {
      case 'Target.attachedToTarget': {
        const attached = TargetAttached.safeParse(params);
        if (attached.success) this.#onAttached(attached.data);
        return;
      }
      case 'Target.detachedFromTarget': {
        const detached = TargetDetached.safeParse(params);
        if (detached.success) this.#onDetached(detached.data.sessionId);
        return;
      }
      case 'Page.javascriptDialogOpening':
        void this.#send('Page.handleJavaScriptDialog', { accept: false }, session).catch(ignoreGoneTarget);
        return;
      default:
        return;
    }
  }

  #onAttached({ sessionId, waitingForDebugger, targetInfo }: z.infer<typeof TargetAttached>): void {
    if (targetInfo.type !== 'iframe') {
      void this.#release(sessionId).catch(ignoreGoneTarget);
      return;
    }
    const { targetId } = targetInfo;
    const frame = this.#frames.get(targetId) ?? this.#follow(targetId);
    if (!waitingForDebugger) return;
    // A frame that cannot be prepared stays held.
    void frame.prepared.then(() => this.#release(sessionId)).catch(ignoreGoneTarget);
  }

  #follow(targetId: string): FrameTarget {
    // Chromium announces the session before it answers, so the frame must be known by then.
    const prepared = Promise.resolve().then(async () => {
      const begun = await this.#send('Target.attachToTarget', { targetId, flatten: true });
      frame.session = SessionBegun.parse(begun).sessionId;
      await this.#prepare(frame.session);
    });
    const frame: FrameTarget = { session: null, prepared };
    this.#frames.set(targetId, frame);
    prepared.catch(() => this.#frames.delete(targetId));
    return frame;
  }

  #onDetached(session: string): void {
    for (const [targetId, frame] of this.#frames)
      if (frame.session === session) this.#frames.delete(targetId);
  }

  /** Lets a target that waits for its debugger run: a frame once it is prepared, a worker at once. */
  async #release(session: string): Promise<void> {
    await this.#send('Runtime.runIfWaitingForDebugger', {}, session);
  }

  async #send(method: string, params: object, session = ''): Promise<unknown> {
    return session === ''
      ? this.#page.debugger.sendCommand(method, params)
      : this.#page.debugger.sendCommand(method, params, session);
  }
}

/** A frame may vanish between a message about it and the answer; then there is nothing to do. */
function ignoreGoneTarget(): void {}
