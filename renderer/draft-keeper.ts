import type { StationBridge } from '../shared/ipc/schema.ts';

/** How much typing a crash may cost. */
const GATHER_MS = 400;

/**
 * Sends form input to the station in batches; the station keeps it sealed. A refusal means that nobody is signed in,
 * so there is nothing to keep.
 */
export function draftKeeper(
  bridge: Pick<StationBridge<'staff'>, 'call'>,
): (key: string, value: unknown) => void {
  let changes: Record<string, string | null> = {};
  let timer: ReturnType<typeof setTimeout> | null = null;
  const send = (): void => {
    timer = null;
    const gathered = changes;
    changes = {};
    void bridge.call('drafts.keep', { changes: gathered }).catch(() => undefined);
  };
  return (key, value) => {
    changes[key] = value === null ? null : JSON.stringify(value);
    timer ??= setTimeout(send, GATHER_MS);
  };
}
