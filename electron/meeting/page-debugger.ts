import type { WebContents } from 'electron';
import { z } from 'zod';

const TargetAttached = z.object({ sessionId: z.string(), targetInfo: z.object({ type: z.string() }) });
const TargetDetached = z.object({ sessionId: z.string() });
const ScriptAdded = z.object({ identifier: z.string() });

/**
 * The one owner of the debugger protocol of the meeting page: puts the page script into every frame before the page's
 * own (frames of other sites are targets of their own), ignores input, refuses dialogs and file choosers.
 *
 * It never enables the Runtime domain: with it, Electron 33 leaves frames of the same site without the script.
 */
export class PageDebugger {
  readonly #page: WebContents;
  readonly #detached: () => void;
  /** The script as each target has it for its next documents: session (`''` for the page itself) and script id. */
  readonly #scripts = new Map<string, string>();
  #source = '';

  /** `detached`: somebody else ended the debugging; neither script nor input block hold any more. */
  constructor(page: WebContents, detached: () => void) {
    this.#page = page;
    this.#detached = detached;
    page.debugger.on('message', (_event, method: string, params: unknown, session: string) => {
      this.#onMessage(method, params, session);
    });
    page.debugger.on('detach', () => {
      this.#scripts.clear();
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
    const added = ScriptAdded.parse(
      await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: this.#source }, session),
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
        if (!attached.success) return;
        const { sessionId, targetInfo } = attached.data;
        const welcome =
          targetInfo.type === 'iframe' ? this.#welcomeFrame(sessionId) : this.#release(sessionId);
        void welcome.catch(ignoreGoneTarget);
        return;
      }
      case 'Target.detachedFromTarget': {
        const detached = TargetDetached.safeParse(params);
        if (detached.success) this.#scripts.delete(detached.data.sessionId);
        return;
      }
      case 'Page.javascriptDialogOpening':
        void this.#send('Page.handleJavaScriptDialog', { accept: false }, session).catch(ignoreGoneTarget);
        return;
      default:
        return;
    }
  }

  async #welcomeFrame(session: string): Promise<void> {
    try {
      await this.#prepare(session);
    } finally {
      await this.#release(session);
    }
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
