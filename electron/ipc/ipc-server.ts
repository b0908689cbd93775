import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { IPC_CALL, IPC_PUSH } from '../../shared/ipc/channels.ts';
import type { PageName, Pushes } from '../../shared/ipc/schema.ts';
import { isOurPage } from '../windows/app-protocol.ts';

/** Answers one call, after deciding whether it may be answered; `page` is null for a sender that is not one of our pages. */
export type AnswerCall = (page: PageName | null, name: unknown, payload: unknown) => Promise<unknown>;

/**
 * The only place that uses Electron's IPC in the main process. Identifies the page that calls; the dispatcher, which is
 * loaded after the first page, decides what it may call.
 */
export class IpcServer {
  readonly #pages = new Map<number, { readonly page: PageName; readonly contents: WebContents }>();
  readonly #served = Promise.withResolvers<AnswerCall>();

  /** Pages may call from here on; calls wait until `serve`. */
  constructor() {
    ipcMain.handle(IPC_CALL, async (event, name: unknown, payload: unknown) => {
      const page = this.#senderPage(event);
      const answer = await this.#served.promise;
      return answer(page, name, payload);
    });
  }

  /** Registers one of our own pages; calls from any other sender are refused. */
  register(page: PageName, contents: WebContents): void {
    const { id } = contents;
    this.#pages.set(id, { page, contents });
    contents.once('destroyed', () => this.#pages.delete(id));
  }

  serve(answer: AnswerCall): void {
    this.#served.resolve(answer);
  }

  /** Sends a page its snapshot. A page that is loading or crashed asks for one when it is back. */
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
