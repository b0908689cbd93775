import { type Enrolment, ScheduleRow, type SiteRow, type StaffRow } from '../../shared/sync/rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { END_OF_TIME } from '../../institution/core/staff-details.ts';
import type { Store } from '../../institution/core/store.ts';
import { isPracticeBooking, practiceDay, practiceSchedule } from './practice-schedule.ts';
import { PRACTICE_SETTINGS } from './practice-settings.ts';
import type { InstitutionSeed } from './server.ts';

/** The institution of practice, tests and the demo: its name is real, everybody in it is invented. */

export const PRACTICE_MEETING_PORT = 7443;

const PRACTICE_INSTITUTION: Enrolment['institution'] = {
  id: 'grand-valley',
  name: { en: 'Grand Valley Institution for Women', fr: 'Établissement pour femmes Grand Valley' },
  province: 'ON',
  zone: 'America/Toronto',
  firstLanguage: 'en',
};

/** PINs for the practice banner and the demo. They open only invented data. */
export const PRACTICE_PINS = {
  /** Facilitates, and may complete the tracking sheet. */
  facilitator: '482913',
  /** Completes the tracking sheet only. */
  tracking: '275846',
  /** Facilitates, and hands over to somebody else. */
  facilitatorOnly: '613907',
  it: '904152',
  head: '158340',
} as const;

type Person = Pick<StaffRow, 'id' | 'name' | 'roles'> & { readonly salt: string; readonly hash: string };

/** The verifiers of {@link PRACTICE_PINS}: precomputed, because each takes 128 MiB and a third of a second. */
const PEOPLE: readonly Person[] = [
  {
    id: 'staff-01',
    name: 'Sample, Juniper',
    roles: ['facilitator', 'tracking'],
    salt: 'CQkJCQkJCQkJCQkJCQkJCQ',
    hash: 'mdj2ATsbXqV418ymGrKMgIj1QIEh3SvdygsMh0optdo',
  },
  {
    id: 'staff-02',
    name: 'Modèle, Églantine',
    roles: ['tracking'],
    salt: 'rg5wFGCx-RC4HH5LuWEYag',
    hash: 'ATDX98vHccln74fWwoXN86-vjdpBe5wOuS4Igjx8-JQ',
  },
  {
    id: 'staff-03',
    name: 'Modèle, Pivoine',
    roles: ['facilitator'],
    salt: 'd4m4kfbESVtMT8sLK9zUTg',
    hash: '2UQ_QWaIpf0h9Y3zn9QdIio0u8rXf5ofurZ2C3Nij_s',
  },
  {
    id: 'staff-04',
    name: 'Sample, Quartz',
    roles: ['it'],
    salt: 'Tb89agYuowBi4P-jUGLz9g',
    hash: 'q_x6kYDpIhC7SH1j-rnF0voHDbk8Gc7kalSCdNFpc7E',
  },
  {
    id: 'staff-05',
    name: 'Sample, Granite',
    roles: ['head'],
    salt: 'hXgb1h0zraR9kX2vqjC5Nw',
    hash: 'gj22RTymG-CHGljsYbJ8pXez-cz_zD-zuX4BK16_8Fw',
  },
];

type PracticeSite = Pick<SiteRow, 'id' | 'name' | 'city' | 'province' | 'zone' | 'authorized'>;

const SITES: readonly PracticeSite[] = [
  site('site-regina', { en: 'Regina (practice)', fr: 'Regina (exercice)' }, 'Regina', 'SK', 'America/Regina'),
  site(
    'site-st-johns',
    { en: 'St. John’s (practice)', fr: 'St. John’s (exercice)' },
    'St. John’s',
    'NL',
    'America/St_Johns',
  ),
  site(
    'site-halifax',
    { en: 'Halifax (practice)', fr: 'Halifax (exercice)' },
    'Halifax',
    'NS',
    'America/Halifax',
  ),
  site(
    'site-vancouver',
    { en: 'Vancouver (practice)', fr: 'Vancouver (exercice)' },
    'Vancouver',
    'BC',
    'America/Vancouver',
  ),
  site(
    'site-montreal',
    { en: 'Montreal (practice)', fr: 'Montréal (exercice)' },
    'Montréal',
    'QC',
    'America/Toronto',
  ),
  {
    ...site(
      'site-thunder-bay',
      { en: 'Thunder Bay (practice)', fr: 'Thunder Bay (exercice)' },
      'Thunder Bay',
      'ON',
      'America/Toronto',
    ),
    authorized: false,
  },
];

function site(id: string, name: SiteRow['name'], city: string, province: SiteRow['province'], zone: string) {
  return { id, name, city, province, zone, authorized: true };
}

/** The practice institution at `nowMs`. */
export function practiceSeed(nowMs: number, meetingPort: number = PRACTICE_MEETING_PORT): InstitutionSeed {
  const { zone } = PRACTICE_INSTITUTION;
  const listDate = `${practiceDay(nowMs, zone).slice(0, 7)}-01`;
  const staff = PEOPLE.map(({ salt, hash, ...person }): StaffRow => {
    const verifier: StaffRow['verifier'] = { algorithm: 'scrypt', N: 131_072, r: 8, p: 1, salt, hash };
    return { ...person, verifier, validUntil: END_OF_TIME };
  });
  return {
    institution: PRACTICE_INSTITUTION,
    location: { en: 'Visits room 1 (practice)', fr: 'Salle de visites 1 (exercice)' },
    pollSeconds: 3,
    feeds: {
      sites: byId(SITES.map((row) => ({ ...row, listDate }))),
      staff: byId(staff),
      settings: PRACTICE_SETTINGS,
      schedule: byId(practiceSchedule(nowMs, zone, meetingPort)),
      directives: new Map(),
    },
  };
}

/** The practice institution with nothing in its feeds, for integrators who bring their own. */
export function emptySeed(): InstitutionSeed {
  const none = new Map<string, Json>();
  const feeds = { sites: none, staff: none, settings: none, schedule: none, directives: none };
  return { institution: PRACTICE_INSTITUTION, location: '', feeds };
}

/**
 * Moves the practice bookings to now when the first of them is another day's or began more than `toleranceMs` ago, and
 * returns whether it did. Everything else stays, bookings that somebody made included.
 */
export function refreshPractice(
  store: Store,
  nowMs: number,
  meetingPort: number = PRACTICE_MEETING_PORT,
  toleranceMs: number = 10 * 60_000,
): Promise<boolean> {
  return store.write(async (writer) => {
    const known = (await writer.rows('schedule')).filter(({ key }) => isPracticeBooking(key));
    const { zone } = PRACTICE_INSTITUTION;
    if (known.length > 0) {
      const first = Math.min(...known.map(({ row }) => Date.parse(startOf(row))));
      const isToday = practiceDay(first, zone) === practiceDay(nowMs, zone);
      if (isToday && nowMs - first <= toleranceMs) return false;
    }
    for (const { key } of known) await writer.remove('schedule', key);
    for (const row of practiceSchedule(nowMs, zone, meetingPort)) await writer.put('schedule', row.id, row);
    return true;
  });
}

function startOf(row: Json): string {
  const parsed = ScheduleRow.safeParse(row);
  return parsed.success ? parsed.data.startsAt : '';
}

/** A practice row is JSON, which its schema only says member by member. */
function byId(rows: readonly (ScheduleRow | SiteRow | StaffRow)[]): ReadonlyMap<string, Json> {
  return new Map(rows.map((row): [string, Json] => [row.id, JSON.parse(JSON.stringify(row))]));
}
