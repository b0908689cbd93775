import { toInstant } from '../../shared/clock.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { BOOKING, SITE } from '../../shared/session/session.fixture.ts';
import type { WireEntry } from '../../shared/sync/wire.ts';

export const STATION = { id: 'st_0001', location: { en: 'Visits room 1', fr: 'Salle de visites 1' } };

type Written = Pick<EntryDraft, 'type' | 'body' | 'session'>;

/** An entry as it arrives. */
export function wire({ type, body, session }: Written, seq: number, atMs: number): WireEntry {
  const header = {
    ...{ v: 1 as const, chain: 'chain', seq, id: `entry-${seq}`, prev: '', type, session },
    ...{ at: toInstant(atMs), boot: 'boot', monotonicMs: 0, clock: 'synced' as const },
    ...{ actor: 'staff-1', commit: '' },
  };
  return { header, hash: '', salt: null, body: JSON.parse(JSON.stringify(body)) };
}

/** A visit of Example, Maple that is opened, connected and left alone: entries 1 to 4. */
export function visitEntries(session: string, atMs: number): readonly WireEntry[] {
  const evidence = { audioIn: 1, audioOut: 1, videoIn: 1, videoOut: 1 };
  const entries: readonly Omit<Written, 'session'>[] = [
    {
      type: 'session.opened',
      body: {
        ...{ booking: BOOKING, site: SITE, kind: BOOKING.kind, walkUp: false, privileged: null },
        timing: { minutes: 0, reason: '' },
      },
    },
    { type: 'connection.started', body: { attempt: 1, host: 'visits-visites.webex.com' } },
    {
      type: 'connection.confirmed',
      body: { siteSeenAndHeard: true, bookedSite: true, adultPresent: true, evidence },
    },
    { type: 'facilitator.left', body: { staff: 'staff-1' } },
  ];
  return entries.map((entry, at) => wire({ ...entry, session }, at + 1, atMs));
}
