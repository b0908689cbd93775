import type { WebContents } from 'electron';
import { z } from 'zod';

const TargetAttached = z.object({
  sessionId: z.string(),
  waitingForDebugger: z.boolean(),
  targetInfo: z.object({ type: z.string(), targetId: z.string() }),
});
const TargetDetached = z.object({ sessionId: z.string() });
const SessionBegun = z.object({ sessionId: z.string() });
const ScriptAdded = z.object({ identifier: z.string() });

/** A frame of another site: the session that we began ourselves, and when its script is in place. */
type FrameTarget = {
  session: string | null;
  readonly prepared: Promise<void>;
};

/**
 * The one owner of the debugger protocol of the meeting page: puts the page script into every frame before the page's
 * own (frames of other sites are targets of their own), ignores input, refuses dialogs and file choosers.
 *
 * Chromium tells of such a frame, holds it, and gives a session to it; but that session ends and another begins each
 * time a frame *inside* of that frame goes anywhere, and with a session its script is gone. So the session given only
 * serves to let the frame go on; the script lies in one that we begin ourselves, which lives as long as the frame.
 *
 * It never enables the Runtime domain: with it, Electron 33 leaves frames of the same site without the script.
 */
export class PageDebugger {
  readonly #page: WebContents;
  readonly #detached: () => void;
  readonly #frames = new Map<string, FrameTarget>();
  /** The script as each session (`''` for the page itself) has it for its next documents: session and script id. */
  readonly #scripts = new Map<string, string>();
  #source = '';

  /** `detached`: script and input block do not hold any more, or not in every frame. */
  constructor(page: WebContents, detached: () => void) {
    this.#page = page;
    this.#detached = detached;
    page.debugger.on('message', (_event, method: string, params: unknown, session: string) => {
      this.#onMessage(method, params, session);
    });
    page.debugger.on('detach', () => {
      this.#scripts.clear();
      this.#frames.clear();
      this.#detached();
    });
  }

  /** Attaches and prepares the page. Throws when the debugger cannot be had: then the page must not be loaded. */
  async attach(source: string): Promise<void> {
    this.#source = source;
    if (!this.#page.debugger.isAttached()) this.#page.debugger.attach('1.3');
    await this.#prepare('');
    await this.#send('Page.setInterceptFileChooserDialog', { enabled: true });
  }

  detach(): void {
    this.#page.debugger.removeAllListeners();
    if (this.#page.debugger.isAttached()) this.#page.debugger.detach();
  }

  /** No key, button, wheel, touch or gesture reaches any frame of the page, or all do again. */
  async setInputIgnored(ignored: boolean): Promise<void> {
    await this.#send('Input.setIgnoreInputEvents', { ignore: ignored });
  }

  /** The script of every document to come. */
  async setScript(source: string): Promise<void> {
    this.#source = source;
    await Promise.allSettled([...this.#scripts.keys()].map((session) => this.#addScript(session)));
  }

  async #prepare(session: string): Promise<void> {
    await this.#send('Page.enable', {}, session);
    await this.#addScript(session);
    // No filter: what a filter leaves out (workers) would wait for a debugger for ever (Electron 33.2.1).
    await this.#send(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
      session,
    );
  }

  /** The new script goes in before the former comes out, so that no document is without one. */
  async #addScript(session: string): Promise<void> {
    // Some frames are not held (written ones of their own origin): better late there than never.
    const runImmediately = session !== '' && !this.#scripts.has(session);
    const added = ScriptAdded.parse(
      await this.#send(
        'Page.addScriptToEvaluateOnNewDocument',
        { source: this.#source, runImmediately },
        session,
      ),
    );
    const former = this.#scripts.get(session);
    this.#scripts.set(session, added.identifier);
    if (former !== undefined) {
      await this.#send('Page.removeScriptToEvaluateOnNewDocument', { identifier: former }, session);
    }
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
    const frame = this.#frames.get(targetId) ?? this.#welcome(targetId);
    if (!waitingForDebugger) return;
    // A frame that cannot be prepared stays held for ever.
    void frame.prepared.then(() => this.#release(sessionId)).catch(ignoreGoneTarget);
  }

  #welcome(targetId: string): FrameTarget {
    // Asking for a session tells of it before it answers, so the frame must be known by then.
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
    this.#scripts.delete(session);
    for (const [targetId, frame] of this.#frames)
      if (frame.session === session) this.#frames.delete(targetId);
  }

  /** Lets a target run that waits for its debugger: a frame once it is prepared, a worker at once. */
  async #release(session: string): Promise<void> {
    await this.#send('Runtime.runIfWaitingForDebugger', {}, session);
  }

  async #send(method: string, params: object, session = ''): Promise<unknown> {
    return session === ''
      ? this.#page.debugger.sendCommand(method, params)
      : this.#page.debugger.sendCommand(method, params, session);
  }
}

/** A frame may vanish between a message about it and our answer; then there is nothing to do. */
function ignoreGoneTarget(): void {}
