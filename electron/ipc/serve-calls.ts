import { signedInRoles } from '../../shared/session/roles.ts';
import { createDispatcher } from './dispatch.ts';
import { createHandlers, type HandlerParts } from './handlers.ts';
import type { IpcServer } from './ipc-server.ts';

/** Answers the calls of the pages from here on; those that already wait are answered now. */
export function serveCalls(ipc: Pick<IpcServer, 'serve'>, parts: HandlerParts): void {
  const { station, report } = parts;
  ipc.serve(
    createDispatcher({
      handlers: createHandlers(parts),
      roles: () => signedInRoles(station.state, station.context),
      report,
    }),
  );
}
