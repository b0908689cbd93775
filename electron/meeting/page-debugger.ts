import { randomBytes } from 'node:crypto';
import type { WebContents } from 'electron';
import { z } from 'zod';
import { ANY_DEVICES, pageOrders, pageScript } from './page-script.ts';
import type { MeetingDevices, PageOrders } from './page-script.ts';

const BindingCalled = z.object({
  name: z.string(),
  payload: z.string().max(400),
  executionContextId: z.number(),
});
const ContextCreated = z.object({
  context: z.object({ id: z.number(), auxData: z.object({ isDefault: z.boolean() }) }),
});
const ContextDestroyed = z.object({ executionContextId: z.number() });
const TargetAttached = z.object({ sessionId: z.string(), targetInfo: z.object({ type: z.string() }) });
const TargetDetached = z.object({ sessionId: z.string() });
const ScriptAdded = z.object({ identifier: z.string() });

/** A page that does not silence itself within this time is ended: it may be hung on purpose (R45). */
const SILENT_WITHIN_MS = 1000;

export interface PageDebuggerEvents {
  /** A message of the page about its media. `document` names the frame's document, for as long as it lives. */
  report(document: string, payload: string): void;
  /** The documents whose names begin so are gone. */
  gone(documentPrefix: string): void;
  /** Somebody else ended the debugging: neither evidence nor the input block hold any more. */
  detached(): void;
}

/**
 * The one owner of the debugger protocol of the meeting page: puts the evidence script into every frame (frames of
 * other sites are targets of their own), ignores input, silences our tracks, refuses dialogs and file choosers.
 */
export class PageDebugger {
  readonly #page: WebContents;
  readonly #events: PageDebuggerEvents;
  readonly #names = { channel: randomName(), control: randomName(), token: randomName() };
  /** Living documents: debugger session (`''` for the page itself) and its execution contexts. */
  readonly #contexts = new Map<string, Set<number>>();
  /** The page script as each session has it for its next documents. */
  readonly #scripts = new Map<string, string>();
  #orders: PageOrders = { suspended: false, devices: ANY_DEVICES };

  constructor(page: WebContents, events: PageDebuggerEvents) {
    this.#page = page;
    this.#events = events;
    page.debugger.on('message', (_event, method: string, params: unknown, session: string) => {
      this.#onMessage(method, params, session);
    });
    page.debugger.on('detach', () => {
      this.#contexts.clear();
      this.#scripts.clear();
      events.detached();
    });
  }

  /** Attaches and prepares the page. Throws when the debugger cannot be had: then the page must not be loaded. */
  async attach(): Promise<void> {
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

  /**
   * Switches our camera and microphone tracks off in every frame, or those on again that were on. Gives false when a
   * frame did not do so in time: then something else must stop it.
   */
  async setSuspended(suspended: boolean): Promise<boolean> {
    return this.#order({ ...this.#orders, suspended });
  }

  /** Which devices every frame sees and gets from now on (R41). */
  async setDevices(devices: MeetingDevices): Promise<void> {
    await this.#order({ ...this.#orders, devices });
  }

  async #order(orders: PageOrders): Promise<boolean> {
    this.#orders = orders;
    const told = [...this.#contexts].flatMap(([session, ids]) =>
      [...ids].map((id) => this.#tell(session, id)),
    );
    const added = [...this.#scripts.keys()].map((session) => this.#addScript(session));
    const done = Promise.allSettled([...told, ...added]).then(() => true);
    return Promise.race([done, patience(SILENT_WITHIN_MS)]);
  }

  async #prepare(session: string): Promise<void> {
    await this.#send('Page.enable', {}, session);
    await this.#send('Runtime.enable', {}, session);
    await this.#send('Runtime.addBinding', { name: this.#names.channel }, session);
    await this.#addScript(session);
    // No filter: what a filter leaves out (workers) would wait for a debugger for ever (Electron 33.2.1).
    await this.#send(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
      session,
    );
  }

  /** Puts the script with today's orders into every document to come, and takes yesterday's out after it. */
  async #addScript(session: string): Promise<void> {
    const source = pageScript(this.#names, this.#orders);
    const added = ScriptAdded.parse(
      await this.#send('Page.addScriptToEvaluateOnNewDocument', { source }, session),
    );
    const former = this.#scripts.get(session);
    this.#scripts.set(session, added.identifier);
    if (former !== undefined) {
      await this.#send('Page.removeScriptToEvaluateOnNewDocument', { identifier: former }, session);
    }
  }

  #onMessage(method: string, params: unknown, session: string): void {
    switch (method) {
      case 'Runtime.bindingCalled': {
        const call = BindingCalled.safeParse(params);
        if (!call.success || call.data.name !== this.#names.channel) return;
        this.#events.report(`${session}/${call.data.executionContextId}/`, call.data.payload);
        return;
      }
      case 'Runtime.executionContextCreated': {
        const created = ContextCreated.safeParse(params);
        if (!created.success || !created.data.context.auxData.isDefault) return;
        const contexts = this.#contexts.get(session) ?? new Set();
        this.#contexts.set(session, contexts.add(created.data.context.id));
        // Its script may have been put there before the last orders.
        void this.#tell(session, created.data.context.id).catch(ignoreGoneDocument);
        return;
      }
      case 'Runtime.executionContextDestroyed': {
        const destroyed = ContextDestroyed.safeParse(params);
        if (!destroyed.success) return;
        this.#contexts.get(session)?.delete(destroyed.data.executionContextId);
        this.#events.gone(`${session}/${destroyed.data.executionContextId}/`);
        return;
      }
      case 'Runtime.executionContextsCleared':
      case 'Inspector.targetCrashed':
        this.#forget(session);
        return;
      case 'Target.attachedToTarget': {
        const attached = TargetAttached.safeParse(params);
        if (!attached.success) return;
        const { sessionId, targetInfo } = attached.data;
        const welcome =
          targetInfo.type === 'iframe' ? this.#welcomeFrame(sessionId) : this.#release(sessionId);
        void welcome.catch(ignoreGoneDocument);
        return;
      }
      case 'Target.detachedFromTarget': {
        const detached = TargetDetached.safeParse(params);
        if (!detached.success) return;
        this.#scripts.delete(detached.data.sessionId);
        this.#forget(detached.data.sessionId);
        return;
      }
      case 'Page.javascriptDialogOpening':
        void this.#send('Page.handleJavaScriptDialog', { accept: false }, session).catch(ignoreGoneDocument);
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

  #forget(session: string): void {
    this.#contexts.delete(session);
    this.#events.gone(`${session}/`);
  }

  async #tell(session: string, contextId: number): Promise<void> {
    const expression = pageOrders(this.#names, this.#orders);
    await this.#send('Runtime.evaluate', { expression, contextId, silent: true }, session);
  }

  async #send(method: string, params: object, session = ''): Promise<unknown> {
    return session === ''
      ? this.#page.debugger.sendCommand(method, params)
      : this.#page.debugger.sendCommand(method, params, session);
  }
}

async function patience(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

/** A frame may vanish between a message about it and our answer; then there is nothing to do. */
function ignoreGoneDocument(): void {}

function randomName(): string {
  return `_${randomBytes(16).toString('hex')}`;
}
