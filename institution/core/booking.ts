import { z } from 'zod';
import { ScheduleRow } from '../../shared/sync/rows.ts';

/** Further needs, shown while staff prepare the visit (R72). */
export const NEEDS = ['interpreter', 'captions', 'video-relay'] as const;

/** What a scheduler enters: the schedule row without what the institution adds. Instants in UTC. */
export const Booking = ScheduleRow.omit({ id: true, status: true })
  .extend({ needs: z.array(z.enum(NEEDS)).max(NEEDS.length).default([]) })
  .strict();
export type Booking = z.infer<typeof Booking>;

/** A booking as it is kept and sent to the station. */
export const BookedVisit = ScheduleRow.extend({ needs: z.array(z.string()).default([]) });
export type BookedVisit = z.infer<typeof BookedVisit>;

/** An inmate is the same however her number is written: letters and digits alone (R15, SYNC.md). */
export function fpsKey(fps: string): string {
  return fps
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Names are compared without case, accents' composition and extra spaces. */
function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

export const CONFLICTS = ['inmate', 'adult', 'site', 'station'] as const;
export type Conflict = (typeof CONFLICTS)[number];

/**
 * What two visits at the same time have in common, the most telling first. A station holds one visit at a time, so the last
 * one is always there. Pure.
 */
export function conflictsOf(wanted: Booking, other: BookedVisit): readonly Conflict[] {
  const adults = (visit: Booking | BookedVisit) =>
    visit.participants.filter(({ role }) => role !== 'child').map(({ name }) => nameKey(name));
  const busy = adults(other);
  const holds: Readonly<Record<Conflict, boolean>> = {
    inmate: fpsKey(wanted.inmate.fps) === fpsKey(other.inmate.fps),
    adult: adults(wanted).some((name) => busy.includes(name)),
    site: wanted.site === other.site,
    station: true,
  };
  return CONFLICTS.filter((conflict) => holds[conflict]);
}
