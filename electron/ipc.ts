import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { IPC_CALL, IPC_PUSH } from '../shared/ipc/channels.ts';
import {
  type Answer,
  type CallName,
  type CallPayload,
  type CallValue,
  type PageName,
  type Pushes,
} from '../shared/ipc/schema.ts';
import { refuse } from '../shared/result.ts';
import { admit } from './admission.ts';
import type { RefusalCode } from '../shared/session/refusals.ts';
import { isOurPage } from './windows/app-protocol.ts';

/** One handler for every call of the schema; the compiler misses none. */
export type CallHandlers = {
  readonly [N in CallName]: (payload: CallPayload<N>) => Promise<Answer<CallValue<N>>> | Answer<CallValue<N>>;
};

export interface IpcParts {
  /** What has no handler is answered with `station-not-ready`: a station that cannot be used serves its fault only. */
  readonly handlers: Partial<CallHandlers>;
  /** The roles of whoever is signed in; null when nobody is. */
  readonly roles: () => readonly string[] | null;
  /** Takes a fault of ours: the call's name and the error's text. Never the payload, which may carry a PIN or a name. */
  readonly report: (code: string, detail: string) => void;
}

/** The only place that touches Electron's IPC in the main process: sender, page, payload and role checked, deny by default. */
export class Ipc {
  readonly #pages = new Map<number, { readonly page: PageName; readonly contents: WebContents }>();
  readonly #served = Promise.withResolvers<IpcParts>();

  /** From here on a page may ask; it is answered once somebody serves. */
  constructor() {
    ipcMain.handle(IPC_CALL, async (event, name: unknown, payload: unknown) => {
      const page = this.#senderPage(event);
      return answer(await this.#served.promise, page, name, payload);
    });
  }

  /** Makes one of our own pages known; whatever else sends is refused. */
  register(page: PageName, contents: WebContents): void {
    const { id } = contents;
    this.#pages.set(id, { page, contents });
    contents.once('destroyed', () => this.#pages.delete(id));
  }

  serve(parts: IpcParts): void {
    this.#served.resolve(parts);
  }

  /** Sends a page its snapshot; a page that is not there (loading, crashed) asks for one when it comes back. */
  push<Page extends PageName>(page: Page, snapshot: Pushes[Page]): void {
    for (const entry of this.#pages.values()) {
      if (entry.page === page && !entry.contents.isDestroyed()) entry.contents.send(IPC_PUSH, snapshot);
    }
  }

  #senderPage(event: IpcMainInvokeEvent): PageName | null {
    const frame = event.senderFrame;
    if (frame === null || frame !== event.sender.mainFrame || !isOurPage(frame.url)) return null;
    return this.#pages.get(event.sender.id)?.page ?? null;
  }
}

async function answer(
  parts: IpcParts,
  page: PageName | null,
  name: unknown,
  payload: unknown,
): Promise<unknown> {
  const admitted = admit(page, name, payload, parts.roles());
  if (!admitted.ok) return no(admitted.refusal);
  try {
    return await dispatch(parts.handlers, admitted.value.name, admitted.value.payload);
  } catch (error) {
    const text = error instanceof Error ? error.message : 'unknown';
    parts.report('call-failed', `${admitted.value.name}: ${text}`);
    return no('station-fault');
  }
}

/** `admit` has just held the payload against this very call's schema, which the compiler cannot see. */
function dispatch(handlers: Partial<CallHandlers>, name: CallName, payload: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the payload fits this handler's own schema
  const handler = handlers[name] as ((payload: unknown) => unknown) | undefined;
  return handler === undefined ? no('station-not-ready') : handler(payload);
}

function no(code: RefusalCode): Answer<never> {
  return refuse({ code, values: {} });
}
