import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { IPC_CALL, IPC_PUSH } from '../../shared/ipc/channels.ts';
import type { PageName, Pushes } from '../../shared/ipc/schema.ts';
import { isOurPage } from '../windows/app-protocol.ts';

/** Answers one call; `page` is null where the sender is none of our pages. Whether it may be answered is judged in there. */
export type AnswerCall = (page: PageName | null, name: unknown, payload: unknown) => Promise<unknown>;

/**
 * The only place that touches Electron's IPC in the main process: whose page it is, checked at once; what may be called
 * is judged by who serves (`ipc-answers.ts`), which is loaded after the first page.
 */
export class IpcServer {
  readonly #pages = new Map<number, { readonly page: PageName; readonly contents: WebContents }>();
  readonly #served = Promise.withResolvers<AnswerCall>();

  /** From here on a page may ask; it is answered once somebody serves. */
  constructor() {
    ipcMain.handle(IPC_CALL, async (event, name: unknown, payload: unknown) => {
      const page = this.#senderPage(event);
      const answer = await this.#served.promise;
      return answer(page, name, payload);
    });
  }

  /** Makes one of our own pages known; whatever else sends is refused. */
  register(page: PageName, contents: WebContents): void {
    const { id } = contents;
    this.#pages.set(id, { page, contents });
    contents.once('destroyed', () => this.#pages.delete(id));
  }

  serve(answer: AnswerCall): void {
    this.#served.resolve(answer);
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
