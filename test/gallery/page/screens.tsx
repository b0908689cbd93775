import type { SessionSnapshot, StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import type { Phase, Session } from '../../../shared/session/state.ts';
import {
  BOOKING,
  FURTHER_NOTICE,
  IN_MEETING,
  NOW,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from './samples.ts';

/** A screen of the gallery: its snapshot, and drafts as if staff had started typing. */
export interface Screen {
  readonly name: string;
  readonly snapshot: StaffPageSnapshot;
  readonly drafts?: Readonly<Record<string, object>>;
  /** The `data-test` of a button to press when the screen appears. */
  readonly press?: string;
  /** The `data-test` of content that arrives later and completes the screen. */
  readonly awaited?: string;
}

const base = sampleStaff();
const WALK_UP: StaffPageSnapshot['walkUp'] = {
  why: 'silent',
  scheduleAt: NOW - 3 * 3_600_000,
  sites: [
    {
      id: 'site-sample',
      name: { en: 'Sample Family Centre', fr: 'Centre familial Échantillon' },
      city: 'Halifax',
      listDate: '2026-11-01',
    },
  ],
};
const id = sampleSession('opened').id;
const MESSAGE: StaffPageSnapshot['orders'][number] = {
  directive: 'd-0001',
  code: 'message',
  text: 'The count is at 15:30 today. End the visit by 15:25. (invented)',
  authority: 'Hazel Headperson',
  at: NOW - 3 * 60_000,
};

function at(
  phase: Phase,
  change: Partial<Session> = {},
  more: Partial<StaffPageSnapshot> = {},
  view: Partial<SessionSnapshot> = {},
): StaffPageSnapshot {
  return sampleStaff({ session: sampleSessionSnapshot(sampleSession(phase, change), view), ...more });
}

const practice: StaffPageSnapshot['station'] = {
  ...base.station,
  practice: {
    pins: base.staff.list.map((member, index) => ({ staff: member.id, pin: String(2468 + index) })),
  },
};
const meeting = { meeting: IN_MEETING };
const MUTED = { ...base.hardware, microphoneOff: true };
const SUSPENDED: Partial<Session> = {
  suspensions: [
    {
      since: NOW - 120_000,
      until: null,
      by: 'staff-hazel',
      authority: 'Hazel Headperson',
      reason: 'Invented reason for the sample.',
      linkKept: false,
    },
  ],
  mustInform: true,
};

export const SCREENS: readonly Screen[] = [
  {
    name: 'fault',
    snapshot: sampleStaff({
      fault: {
        code: 'settings-field',
        values: {
          file: '/etc/invented/station.json',
          field: 'lockdown.reqire',
          reason: 'unknown-key',
          detail: '',
        },
      },
    }),
  },
  {
    name: 'sign-in',
    snapshot: sampleStaff({ station: practice, staff: { ...base.staff, signedIn: null } }),
  },
  {
    name: 'sign-in-throttled',
    snapshot: sampleStaff({
      station: {
        ...base.station,
        sync: {
          ...base.station.sync,
          state: 'waiting',
          waiting: 12,
          oldestWaitingAt: NOW - 3 * 3_600_000,
          nextTryAt: NOW + 90_000,
          code: 'unreachable',
        },
      },
      staff: {
        list: base.staff.list.slice(0, 1),
        signedIn: null,
        throttled: { 'staff-fern': NOW + 95_000 },
      },
    }),
  },
  {
    name: 'sign-in-not-enrolled',
    snapshot: sampleStaff({
      station: {
        ...base.station,
        enrolment: null,
        sync: {
          ...base.station.sync,
          ...{ state: 'not-enrolled', total: 4, waiting: 4, lastReachedAt: null, code: 'proxy-password' },
        },
      },
      staff: { list: [], signedIn: null, throttled: {} },
    }),
  },
  {
    name: 'it',
    snapshot: sampleStaff({
      staff: {
        ...base.staff,
        signedIn: { id: 'staff-ivy', name: 'Ivy Technician', roles: ['it'] },
      },
    }),
    press: 'it-bundle',
  },
  {
    name: 'it-signed-out',
    snapshot: sampleStaff({ staff: { ...base.staff, signedIn: null } }),
    press: 'it-open',
    awaited: 'it-page',
  },
  { name: 'schedule', snapshot: base },
  { name: 'idle-warning', snapshot: sampleStaff({ signOutAt: NOW + 60_000 }) },
  { name: 'schedule-silent', snapshot: sampleStaff({ walkUp: WALK_UP }) },
  {
    name: 'schedule-empty',
    snapshot: sampleStaff({
      schedule: [],
      station: {
        ...base.station,
        sync: { ...base.station.sync, state: 'attention', code: 'key-unknown' },
        alarms: [{ code: 'lock-unsupported', values: {} }],
      },
    }),
  },
  {
    name: 'schedule-full',
    snapshot: sampleStaff({
      schedule: Array.from({ length: 500 }, (_, index) => ({
        ...BOOKING,
        id: `full-${index}`,
        startsAt: BOOKING.startsAt + index * 60_000,
        endsAt: BOOKING.endsAt + index * 60_000,
        inmateFps: String(index).padStart(6, '0'),
        done: index % 3 === 0 ? { outcome: 'completed' as const } : null,
      })),
    }),
  },
  {
    name: 'walk-up',
    snapshot: sampleStaff({ schedule: [], walkUp: WALK_UP }),
    press: 'walk-up',
    drafts: { 'walk-up': { kind: 'adult-child' } },
  },
  { name: 'open', snapshot: base, press: `booking-${BOOKING.id}` },
  { name: 'open-privileged', snapshot: base, press: 'booking-b-0002' },
  {
    name: 'not-held',
    snapshot: base,
    press: `not-held-${BOOKING.id}`,
    drafts: { [`not-held:${BOOKING.id}`]: { outcome: 'refused', notified: ['visitor'] } },
  },
  { name: 'trial', snapshot: base, press: 'trial' },
  {
    name: 'trial-meeting',
    snapshot: sampleStaff({ trialMeeting: 'open', meeting: { ...base.meeting, state: 'waiting' } }),
  },
  {
    name: 'schedule-late',
    snapshot: sampleStaff({
      orders: [MESSAGE],
      schedule: base.schedule.map((booking) =>
        booking.id === BOOKING.id
          ? {
              ...booking,
              minutes: 12,
              startsAt: NOW - 12 * 60_000,
              needs: ['interpreter', 'captions', 'large print of the notice'],
            }
          : booking,
      ),
    }),
  },
  { name: 'equipment', snapshot: at('opened') },
  {
    name: 'equipment-problems',
    snapshot: at(
      'opened',
      {
        checks: {
          headset: { verdict: 'pass', detail: 'Sample Headset USB' },
          microphone: { verdict: 'fail', detail: '' },
          sound: { verdict: 'pass', detail: 'Sample Headset USB' },
          echo: { verdict: 'fail', detail: '-21 dB' },
          display: { verdict: 'pass', detail: '1' },
          network: { verdict: 'fail', detail: 'invented.webex.com media 0/2' },
          clock: { verdict: 'pass', detail: '0 s' },
          disk: { verdict: 'pass', detail: '41000 MB' },
          lock: { verdict: 'pass', detail: 'x11' },
        },
      },
      {
        hardware: {
          ...base.hardware,
          devices: [
            ...base.hardware.devices,
            { kind: 'headset', id: 'h2', name: 'Other Sample Headset', vendor: '047f', product: 'c056' },
          ],
          troubles: [{ part: 'headset', code: 'cannot-open', detail: '' }],
        },
      },
    ),
  },
  { name: 'notice-introduction', snapshot: at('settings-confirmed') },
  { name: 'notice', snapshot: at('notice-showing') },
  {
    name: 'notice-privileged',
    snapshot: at(
      'notice-showing',
      { privileged: true },
      { station: { ...base.station, firstLanguage: 'fr' } },
      { noticeMinimumSeconds: 135 },
    ),
  },
  { name: 'notice-further', snapshot: at('notice-showing', {}, { notice: FURTHER_NOTICE }) },
  { name: 'connect', snapshot: at('notice-shown') },
  {
    name: 'connecting',
    snapshot: at('connecting', {}, { meeting: { ...base.meeting, state: 'waiting' } }),
  },
  { name: 'confirm', snapshot: at('connecting', {}, meeting) },
  { name: 'confirm-empty', snapshot: at('connecting', {}, meeting), press: 'confirm-connection' },
  { name: 'leave-or-stay', snapshot: at('connected', {}, meeting) },
  {
    name: 'leave-blocked',
    snapshot: at('connected', { lockFailure: { code: 'lock-probe-missed', detail: '' } }, meeting, {
      gates: sampleSessionSnapshot(sampleSession('connected')).gates.map((gate) =>
        gate.name === 'headset' ? { ...gate, holds: false } : gate,
      ),
    }),
  },
  { name: 'underway', snapshot: at('underway', {}, meeting) },
  {
    name: 'underway-events',
    snapshot: at(
      'underway',
      { assistanceSince: NOW - 20_000, interruptions: { 'link-lost': NOW - 45_000 } },
      { meeting: { ...IN_MEETING, state: 'lost', flowing: { in: false, out: false } } },
    ),
  },
  { name: 'underway-message', snapshot: at('underway', {}, { ...meeting, orders: [MESSAGE] }) },
  { name: 'underway-over', snapshot: at('underway', { endsAt: NOW - 60_000 }, meeting) },
  { name: 'relieve', snapshot: at('underway', {}, meeting), press: 'relieve' },
  { name: 'extend', snapshot: at('underway', {}, meeting), drafts: { [`panel:${id}`]: { panel: 'extend' } } },
  { name: 'pause', snapshot: at('underway', {}, meeting), drafts: { [`panel:${id}`]: { panel: 'pause' } } },
  {
    name: 'underway-folded',
    snapshot: at('underway', {}, meeting),
    drafts: { [`fold:${id}`]: { folded: true } },
  },
  { name: 'underway-muted', snapshot: at('underway', {}, { ...meeting, hardware: MUTED }) },
  {
    name: 'underway-folded-muted',
    snapshot: at('underway', {}, { ...meeting, hardware: MUTED }),
    drafts: { [`fold:${id}`]: { folded: true } },
  },
  { name: 'closing', snapshot: at('ended') },
  {
    name: 'closing-ordered',
    snapshot: at('ended', {
      outcome: { name: 'terminated', by: 'institutional-head', reason: 'Invented.', notified: [] },
    }),
  },
  { name: 'suspended', snapshot: at('underway', SUSPENDED, meeting) },
  {
    name: 'end',
    snapshot: at('underway', {}, meeting),
    drafts: { [`end:${id}`]: { open: true, outcome: 'ended-early' } },
    press: 'end-confirm',
  },
  {
    name: 'end-before',
    snapshot: at('opened'),
    drafts: { [`end:${id}`]: { open: true, outcome: 'cancelled', notified: ['visitor'] } },
  },
  {
    name: 'hand-over',
    snapshot: at('ended'),
    drafts: { [`closing:${id}`]: { left: true } },
  },
  {
    name: 'hand-over-inform',
    snapshot: at('ended', {
      outcome: { name: 'terminated', by: 'institutional-head', reason: 'Invented.', notified: [] },
      mustInform: true,
    }),
    drafts: { [`hand-over:${id}`]: { source: 'site' }, [`closing:${id}`]: { left: true } },
  },
];
