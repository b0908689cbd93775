import type { StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import { SETTING_KEYS } from '../../../shared/settings/setting-rows.ts';
import { NOW, sampleStaff } from './samples.ts';
import type { Screen } from './screens.tsx';

const base = sampleStaff();
const embedded = { takenAt: NOW - 9 * 3_600_000, folder: '/mnt/invented/copies', fault: null };
const station: StaffPageSnapshot['station'] = { ...base.station, embedded };
const headAndScheduler = sampleStaff({
  station,
  session: null,
  staff: {
    ...base.staff,
    signedIn: { id: 'staff-hazel', name: 'Hazel Headperson', roles: ['head', 'it', 'scheduler'] },
  },
});
const signedOut: StaffPageSnapshot['staff'] = { ...base.staff, signedIn: null };

const site = {
  id: 'S-1',
  name: { en: 'Sample Family Centre', fr: 'Centre familial Échantillon' },
  city: 'Halifax',
  province: 'NS',
  zone: 'America/Halifax',
  authorized: true,
  listDate: '2026-11-01',
  telephone: '902-555-0100',
  contact: 'Example, Aspen',
};
const [TOMORROW, TOMORROW_LATER] = [
  new Date(NOW + 86_400_000).toISOString(),
  new Date(NOW + 90_000_000).toISOString(),
];
const booking = {
  id: 'b-1',
  kind: 'minor-child',
  startsAt: new Date(NOW + 3_600_000).toISOString(),
  endsAt: new Date(NOW + 7_200_000).toISOString(),
  inmate: { name: 'Example, Maple', fps: '000001A' },
  participants: [
    { name: 'Example, Birch', role: 'child' },
    { name: 'Example, Cedar', role: 'accompanying-adult' },
  ],
  site: 'S-1',
  meeting: { url: 'https://sample.webex.example/meet/sample' },
  webcamRequired: true,
  language: 'en',
  reference: null,
  needs: [],
  contactRestricted: false,
  status: 'booked',
};

/** What every call of the institution is answered with: each screen takes its own part. */
export const INSTITUTION_ANSWER = {
  ok: true,
  value: {
    bookings: [
      { booking, ver: 1 },
      { booking: { ...booking, id: 'b-2', status: 'cancelled' }, ver: 2 },
      { booking: { ...booking, id: 'b-3', startsAt: TOMORROW, endsAt: TOMORROW_LATER }, ver: 3 },
    ],
    sites: [site, { ...site, id: 'S-2', authorized: false }],
    staff: [
      {
        id: 'staff-hazel',
        ver: 1,
        name: 'Hazel Headperson',
        roles: ['head', 'it'],
        validUntil: '9999-12-31T23:59:59.999Z',
        hasPin: true,
      },
      {
        id: 'staff-new',
        ver: 2,
        name: 'Newcomer, Rowan',
        roles: ['facilitator'],
        validUntil: '2027-04-01T04:00:00.000Z',
        hasPin: false,
      },
    ],
    entries: [
      {
        seq: 1,
        at: new Date(NOW - 60_000).toISOString(),
        actor: 'staff-hazel',
        action: 'institution.set-up',
        subject: 'institution',
        detail: {},
        prev: '',
        hash: 'h',
      },
      {
        seq: 2,
        at: new Date(NOW - 30_000).toISOString(),
        actor: 'staff-hazel',
        action: 'booking.changed',
        subject: 'b-1',
        detail: { from: booking.startsAt, to: booking.endsAt, notified: 2 },
        prev: 'h',
        hash: 'i',
      },
    ],
    broken: null,
    names: { 'staff-hazel': 'Hazel Headperson' },
    more: false,
    rules: { booking: 24, visit: 60, 'reported-visit': null },
    ver: 3,
    holds: [
      {
        id: 'hold-1',
        who: 'Example, Birch',
        reference: 'A-2026-00123',
        by: 'Hazel Headperson',
        at: new Date(NOW - 86_400_000).toISOString(),
      },
    ],
    due: { booking: 3, visit: 1, 'reported-visit': 0 },
    settings: SETTING_KEYS.map((key) => ({ key, value: null, ver: 0 })),
    code: 'K7QM-2XWP-9HTR-4CDE',
    id: 'staff-new',
    expiresAt: new Date(NOW + 86_400_000).toISOString(),
  },
} as const;

/** The screens of a station without a server (R64). */
export const INSTITUTION_SCREENS: readonly Screen[] = [
  {
    name: 'set-up',
    snapshot: sampleStaff({
      station: { ...station, enrolment: null, embedded: { takenAt: null, folder: null, fault: 'no-folder' } },
      staff: { list: [], signedIn: null, throttled: {} },
    }),
    press: 'setup-submit',
    awaited: 'error-summary',
  },
  {
    name: 'first-pin',
    snapshot: sampleStaff({ station, staff: signedOut }),
    press: 'first-pin',
    awaited: 'first-pin-submit',
  },
  {
    name: 'institution-bookings',
    snapshot: headAndScheduler,
    press: 'institution-bookings',
    awaited: 'bookings-from',
  },
  { name: 'institution-booking', snapshot: headAndScheduler, press: 'booking-new', awaited: 'booking-save' },
  {
    name: 'institution-cancel',
    snapshot: headAndScheduler,
    press: 'booking-cancel',
    awaited: 'cancel-confirm',
  },
  {
    name: 'institution-sites',
    snapshot: headAndScheduler,
    press: 'institution-sites',
    awaited: 'list-preview',
  },
  {
    name: 'institution-staff',
    snapshot: headAndScheduler,
    press: 'institution-staff',
    awaited: 'member-reset',
  },
  {
    name: 'institution-settings',
    snapshot: headAndScheduler,
    press: 'institution-settings',
    awaited: 'notice-preview',
  },
  {
    name: 'institution-records',
    snapshot: headAndScheduler,
    press: 'institution-records',
    awaited: 'records-erase',
  },
  {
    name: 'institution-copies',
    snapshot: headAndScheduler,
    press: 'institution-copies',
    awaited: 'copy-take',
  },
  { name: 'institution-audit', snapshot: headAndScheduler, press: 'institution-audit' },
];
