import type { StationBridge } from '../shared/ipc/schema.ts';

/** A person who types is not waited for; what a crash may cost is this much of their typing. */
const GATHER_MS = 400;

/**
 * Hands what is typed to the station, which keeps it sealed: gathered for a moment, then sent. A refusal is no one's
 * business: nobody is signed in any more, and then there is nothing to keep.
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
