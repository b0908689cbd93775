import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { IPC_CALL, IPC_PUSH } from '../shared/ipc/channels.ts';

/**
 * The one bridge to our own pages (rule 6): a call and a listener, nothing of Electron itself. Which page may call what
 * is judged by the main process; here nothing is trusted and nothing decided. The meeting has no preload script.
 */
contextBridge.exposeInMainWorld('station', {
  call: (name: string, payload: unknown): Promise<unknown> => ipcRenderer.invoke(IPC_CALL, name, payload),
  listen: (listener: (snapshot: unknown) => void): (() => void) => {
    const forward = (_event: IpcRendererEvent, snapshot: unknown): void => listener(snapshot);
    ipcRenderer.on(IPC_PUSH, forward);
    return () => ipcRenderer.removeListener(IPC_PUSH, forward);
  },
});
