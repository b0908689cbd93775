import type {
  BookingView,
  OrderView,
  SiteView,
  StaffPageSnapshot,
  StationSnapshot,
  WaitingView,
  WalkUpView,
} from '../../shared/ipc/snapshot.ts';
import type { AttachedDevice, HardwareTrouble } from '../../shared/hardware/attached.ts';
import type { AllowedDevices } from '../../shared/hardware/usb-identity.ts';
import { KINDS_THAT_ASK_PRIVILEGE, type DecisionContext } from '../../shared/session/commands.ts';
import { possibleOutcomes } from '../../shared/session/outcomes.ts';
import { isOtherDay, mayBeExempt } from '../../shared/session/decide-opening.ts';
import { openingStops } from '../../shared/session/opening-stops.ts';
import { missingConditions, peopleChecks } from '../../shared/session/people.ts';
import { CHANGE_EFFECTS, changesOf, currentBooking } from '../../shared/session/changes.ts';
import { extensionOffer } from '../../shared/session/time-accounts.ts';
import { isBlocking, OVERRIDABLE, requiredChecks } from '../../shared/session/decide-preparation.ts';
import { leavingGates } from '../../shared/session/decide-supervision.ts';
import { OUTCOMES, type OutcomeName } from '../../shared/session/entries.ts';
import { signedInRoles } from '../../shared/session/roles.ts';
import { isUnexplained, type Session, type StationState } from '../../shared/session/state.ts';
import { throttle } from '../../shared/session/throttle.ts';
import {
  STAFF_ROLES,
  type DirectiveRow,
  type ScheduleRow,
  type SiteRow,
  type StaffRole,
  type StaffRow,
} from '../../shared/sync/rows.ts';
import { proposeRow, type RowFacts } from '../../shared/tracking/propose-row.ts';

export interface StaffSnapshotSources {
  readonly version: number;
  readonly fault: StaffPageSnapshot['fault'];
  readonly state: StationState;
  readonly context: DecisionContext;
  readonly staff: readonly StaffRow[];
  readonly station: StationSnapshot;
  readonly attached: readonly AttachedDevice[];
  readonly chosen: StaffPageSnapshot['hardware']['chosen'];
  readonly microphoneOff: boolean;
  readonly troubles: readonly HardwareTrouble[];
  readonly allowed: AllowedDevices;
  readonly simulatedHardware: boolean;
  readonly meeting: StaffPageSnapshot['meeting'];
  readonly trialMeeting: StaffPageSnapshot['trialMeeting'];
  readonly typedPassword: string | null;
  readonly lock: StaffPageSnapshot['lock'];
  readonly notice: StaffPageSnapshot['notice'];
  readonly language: StaffPageSnapshot['language'];
  readonly meetingBounds: StaffPageSnapshot['meetingBounds'];
  readonly signOutAt: StaffPageSnapshot['signOutAt'];
  readonly exporting: StaffPageSnapshot['exporting'];
  readonly rowFacts: RowFacts;
  readonly directives: readonly DirectiveRow[];
  readonly support: StaffPageSnapshot['support'];
  readonly telephones: StaffPageSnapshot['telephones'];
}

/** Makes what the staff page shows. Pure: everything comes from the state and the context of one instant (rule 5). */
export function staffSnapshot(sources: StaffSnapshotSources): StaffPageSnapshot {
  const { state, context, staff } = sources;
  return {
    version: sources.version,
    fault: sources.fault,
    station: sources.station,
    staff: {
      list: staff
        .filter((row) => Date.parse(row.validUntil) > context.now)
        .map(staffView)
        .toSorted((a, b) => a.name.localeCompare(b.name)),
      signedIn: signedInView(state, context, staff),
      throttled: throttled(state, context),
    },
    // Names of inmates and children are only for a person who is signed in (R62).
    schedule: state.signedIn === null ? [] : bookings(state, context),
    walkUp: state.signedIn === null ? null : walkUp(context),
    hardware: {
      devices: sources.attached.map(({ kind, id, name, vendor, product }) => ({
        kind,
        id,
        name,
        vendor,
        product,
      })),
      attachedInput: context.attachedInput,
      chosen: sources.chosen,
      microphoneOff: sources.microphoneOff,
      troubles: sources.troubles,
      allowed: sources.allowed,
      simulated: sources.simulatedHardware,
    },
    meeting: sources.meeting,
    trialMeeting: sources.trialMeeting,
    lock: sources.lock,
    session:
      state.session === null || state.signedIn === null
        ? null
        : sessionView(state, state.session, context, sources.typedPassword),
    waiting: state.signedIn === null ? [] : waiting(state, sources.rowFacts),
    support: sources.support,
    telephones: sources.telephones,
    orders: state.signedIn === null ? [] : orders(state, sources.directives, context.now),
    signOutAt: sources.signOutAt,
    exporting: sources.exporting,
    notice: sources.notice,
    language: sources.language,
    meetingBounds: sources.meetingBounds,
  };
}

function staffView(row: StaffRow): StaffPageSnapshot['staff']['list'][number] {
  return { id: row.id, name: row.name, roles: row.roles.filter(isRole) };
}

function isRole(role: string): role is StaffRole {
  return (STAFF_ROLES as readonly string[]).includes(role);
}

/** A person whom the list no longer names is shown by id: the visit goes on. */
function signedInView(
  state: StationState,
  context: DecisionContext,
  staff: readonly StaffRow[],
): StaffPageSnapshot['staff']['signedIn'] {
  const roles = signedInRoles(state, context);
  if (state.signedIn === null || roles === null) return null;
  const { staff: id } = state.signedIn;
  const name = staff.find((row) => row.id === id)?.name ?? id;
  return { id, name, roles: roles.filter(isRole) };
}

function throttled(state: StationState, context: DecisionContext): StaffPageSnapshot['staff']['throttled'] {
  const waits: [string, number | null][] = [];
  for (const member of context.staff) {
    const wait = throttle(state.pinFailures[member.id], member.credential, context.now);
    if (wait.name === 'wait') waits.push([member.id, wait.until]);
    if (wait.name === 'blocked') waits.push([member.id, null]);
  }
  return Object.fromEntries(waits);
}

function walkUp(context: DecisionContext): WalkUpView | null {
  const { walkUp: why } = context.policy;
  if (why === null) return null;
  return {
    why,
    scheduleAt: context.scheduleAt,
    sites: context.sites
      .filter((site) => site.authorized)
      .map(({ id, name, city, listDate }) => ({ id, name, city, listDate })),
  };
}

function bookings(state: StationState, context: DecisionContext): readonly BookingView[] {
  return context.schedule
    .map((row) => bookingView(row, state, context))
    .toSorted((a, b) => a.startsAt - b.startsAt || a.id.localeCompare(b.id));
}

function bookingView(row: ScheduleRow, state: StationState, context: DecisionContext): BookingView {
  const site = context.sites.find((candidate) => candidate.id === row.site) ?? null;
  const startsAt = Date.parse(row.startsAt);
  const minutes = Math.round((context.now - startsAt) / 60_000);
  const done = state.bookings[row.id];
  const people = peopleChecks(row, site, context.now);
  return {
    id: row.id,
    kind: row.kind,
    startsAt,
    endsAt: Date.parse(row.endsAt),
    inmateName: row.inmate.name,
    inmateFps: row.inmate.fps,
    participants: row.participants,
    site: siteView(site),
    reference: row.reference,
    webcamRequired: row.webcamRequired,
    language: row.language,
    people,
    minorAlone: missingConditions(row, site, people, context.now).includes('minor-without-adult'),
    needs: row.needs ?? [],
    asksSection93: mayBeExempt(row, context),
    otherDay: isOtherDay(row, context),
    stop: openingStops(row, context, { walkUp: false, exempt: mayBeExempt(row, context) })[0] ?? null,
    done: done === undefined ? null : { outcome: outcomeName(done.outcome) },
    asksPrivilege: KINDS_THAT_ASK_PRIVILEGE.includes(row.kind),
    minutes,
    reasonNeeded: Math.abs(minutes) > context.policy.timingToleranceMinutes,
  };
}

function outcomeName(text: string | null): OutcomeName | null {
  return OUTCOMES.find((name) => name === text) ?? null;
}

function siteView(site: SiteRow | null): SiteView | null {
  if (site === null) return null;
  const { name, province, zone, listDate, telephone, contact, hours } = site;
  return {
    name,
    province,
    zone,
    listDate,
    telephone: telephone ?? null,
    contact: contact ?? null,
    hours: hours ?? null,
  };
}

function sessionView(
  state: StationState,
  session: Session,
  context: DecisionContext,
  typedPassword: string | null,
): NonNullable<StaffPageSnapshot['session']> {
  const changes = session.phase === 'ended' ? [] : changesOf(session, context);
  const current = currentBooking(session, context);
  const takesOver = changes.some((name) => CHANGE_EFFECTS[name] === 'accept');
  return {
    // Link and password go to no page (R14); the password alone has a place of its own.
    session: { ...session, booking: { ...session.booking, meeting: { url: '' } } },
    requiredChecks: requiredChecks(session, context.policy),
    blocking: requiredChecks(session, context.policy).filter((name) => isBlocking(session, name)),
    gates: leavingGates(state, session, context),
    possibleOutcomes: possibleOutcomes(session),
    changes: changes.map((name) => ({ name, effect: CHANGE_EFFECTS[name] })),
    current: takesOver ? bookingView(current, state, context) : null,
    overridable: OVERRIDABLE.filter(
      (name) => session.checks[name]?.verdict === 'fail' && session.overrides[name] === undefined,
    ),
    meetingPassword: PASSWORD_PHASES.includes(session.phase)
      ? (current.meeting.password ?? typedPassword)
      : null,
    extension: extensionOffer(session, context),
    unexplained: isUnexplained(session),
    asksConfirmation: session.phase === 'connecting' || session.confirmationLapsed,
    site: siteView(session.site),
    siteZone: session.site?.zone ?? null,
    noticeMinimumSeconds: context.policy.noticeMinimumSeconds,
  };
}

const PASSWORD_PHASES: readonly Session['phase'][] = ['notice-shown', 'connecting', 'connected', 'underway'];

function orders(state: StationState, directives: readonly DirectiveRow[], now: number): readonly OrderView[] {
  return directives
    .filter(
      ({ id, action, expiresAt }) =>
        action === 'message' && state.directives[id] === undefined && Date.parse(expiresAt) > now,
    )
    .map(({ id, reason, authority, issuedAt }) => ({
      directive: id,
      code: reason.code,
      text: reason.text,
      authority,
      at: Date.parse(issuedAt),
    }));
}

function waiting(state: StationState, facts: RowFacts): readonly WaitingView[] {
  return Object.values(state.waiting)
    .map((item) => ({
      session: item.session.id,
      inmateName: item.session.booking.inmate.name,
      kind: item.session.kind,
      startsAt: Date.parse(item.session.booking.startsAt),
      outcome: item.session.outcome?.name ?? null,
      handedOverAt: item.handedOverAt,
      handedOverBy: facts.staffName(item.handedOverBy),
      proposed: proposeRow(item, facts),
      note: item.note,
    }))
    .toSorted((a, b) => a.handedOverAt - b.handedOverAt);
}
