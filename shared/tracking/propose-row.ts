import type { Session, WaitingSession } from '../session/state.ts';
import { heldMs } from '../session/time-accounts.ts';
import type { BilingualText } from '../sync/rows.ts';
import { ageGroupAt } from './age-group.ts';
import type { TrackingRow } from './row.ts';

/** What the row needs besides the session. */
export interface RowFacts {
  readonly institution: BilingualText;
  /** IANA zone of the institution. */
  readonly institutionZone: string;
  /** The station's enrolled id. */
  readonly station: string;
  /** The name of a staff id; the id itself when the staff list no longer has it. */
  readonly staffName: (id: string) => string;
}

const MINUTE_MS = 60_000;
const SHOWN_FPS_CHARACTERS = 3;

/**
 * Version 1 of the sheet's row for a session handed over (R52, R53), so that nobody types again what the station knows.
 * `completedBy` stays empty: the person who completes it is not known yet.
 */
export function proposeRow(waiting: WaitingSession, facts: RowFacts): TrackingRow {
  const { session, observations } = waiting;
  const { booking, site } = session;
  const siteZone = site?.zone ?? '';
  const visitAt = session.connectedAt ?? Date.parse(booking.startsAt);
  const adults = adultsOf(session);
  const withRole = (role: string) => booking.participants.filter((one) => one.role === role);
  return {
    session: session.id,
    version: 1,
    institution: { en: facts.institution.en, fr: facts.institution.fr },
    station: facts.station,
    kind: session.kind,
    walkUp: session.walkUp,
    scheduledStart: booking.startsAt,
    scheduledEnd: booking.endsAt,
    ...actualTimes(session),
    institutionZone: facts.institutionZone,
    siteZone,
    inmateName: booking.inmate.name,
    inmateFps: maskFps(booking.inmate.fps),
    children: withRole('child').map((child) => ({
      name: child.name,
      ageGroup: ageGroupAt(child.birthDate, visitAt, siteZone === '' ? facts.institutionZone : siteZone),
      relationship: child.relationship ?? '',
    })),
    accompanyingAdult: adults[0] ?? null,
    furtherAdults: adults.slice(1),
    reference: booking.reference,
    exception: session.exception,
    overrides: { ...session.overrides },
    contacts: withRole('contact').map((contact) => contact.name),
    site: site === null ? { en: booking.site, fr: booking.site } : { en: site.name.en, fr: site.name.fr },
    siteListDate: site?.listDate ?? '',
    facilitator: facts.staffName(session.facilitator),
    completedBy: '',
    responsibles: session.responsibles.map((id) => facts.staffName(id)),
    supervision: supervisionOf(session),
    supervisedMinutes: minutesOf(session.supervisedMs),
    unsupervisedMinutes: minutesOf(session.unsupervisedMs),
    suspensions: session.suspensions.map(({ since, until, authority, reason }) => ({
      start: new Date(since).toISOString(),
      minutes: heldMinutes({ since, until }, session),
      authority,
      reason,
    })),
    pauses: session.pauses.map(({ since, until, cause }) => ({
      start: new Date(since).toISOString(),
      minutes: heldMinutes({ since, until }, session),
      cause,
    })),
    extensionMinutes: session.extensions.reduce((sum, extension) => sum + extension.minutes, 0),
    checks: Object.fromEntries(Object.entries(session.checks).map(([name, { verdict }]) => [name, verdict])),
    noticeVersion: session.notice?.version ?? null,
    outcome: session.outcome?.name ?? '',
    outcomeBy: session.outcome?.by ?? null,
    outcomeReason: session.outcome?.reason ?? '',
    outcomeAuthority: session.authority,
    notified: [...(session.outcome?.notified ?? [])],
    informed: informedOf(session, facts),
    troubles: waiting.troubles,
    minutesLost: Math.ceil(session.lostMs / MINUTE_MS),
    observationSource: observations.source,
    observations: observations.source === 'none' ? '' : observations.text,
    staffObservations: observations.source === 'both' ? (observations.staffText ?? '') : '',
    reportReference: observations.reportReference,
    language: booking.language,
  };
}

/** All but the last three characters masked; a number too short to hide anything is masked whole (R53). */
export function maskFps(fps: string): string {
  const characters = Array.from(fps.trim());
  if (characters.length <= SHOWN_FPS_CHARACTERS) return '*'.repeat(characters.length);
  const shown = characters.slice(-SHOWN_FPS_CHARACTERS).join('');
  return '*'.repeat(characters.length - SHOWN_FPS_CHARACTERS) + shown;
}

function actualTimes(session: Session): Pick<TrackingRow, 'actualStart' | 'actualEnd' | 'minutes'> {
  const { connectedAt, endedAt } = session;
  if (connectedAt === null) return { actualStart: null, actualEnd: null, minutes: 0 };
  const actualStart = new Date(connectedAt).toISOString();
  if (endedAt === null) return { actualStart, actualEnd: null, minutes: 0 };
  // Setting the clock back during the visit must not make its length negative.
  const minutes = Math.max(0, Math.round((endedAt - connectedAt) / MINUTE_MS));
  return { actualStart, actualEnd: new Date(endedAt).toISOString(), minutes };
}

function adultsOf({ adults }: Session): readonly NonNullable<TrackingRow['accompanyingAdult']>[] {
  return adults.map(({ name, majority, approvedVisitor, guardianAuthorization }) => ({
    name,
    majority,
    approvedVisitor,
    guardianAuthorization,
  }));
}

function minutesOf(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}

function heldMinutes(
  period: { readonly since: number; readonly until: number | null },
  session: Session,
): number {
  return minutesOf(heldMs([period], session.endedAt ?? period.since));
}

function informedOf({ informed }: Session, { staffName }: RowFacts): TrackingRow['informed'] {
  if (informed === null) return null;
  const { at, by, inmate, visitor, representations, note } = informed;
  return { at: new Date(at).toISOString(), by: staffName(by), inmate, visitor, representations, note };
}

/** How the visit was supervised, for the sheet and for the hand-over before it. */
export function supervisionOf(session: Session): TrackingRow['supervision'] {
  // Coming back briefly to end a visit does not make it supervised.
  const isSupervised = session.supervisedOnce || session.supervisedMs >= MINUTE_MS;
  if (isSupervised) return session.unsupervisedOnce ? 'both' : 'supervised';
  return session.unsupervisedOnce ? 'unsupervised' : 'none';
}
