import { toInstant } from '../../../shared/clock.ts';
import { isCalendarDate } from '../../../shared/schedule/local-time.ts';
import { ok, refuse } from '../../../shared/result.ts';
import type { DraftOutcome } from './invitation.ts';
import { meetingOf, plainOf } from './meeting-text.ts';
import { instantOf, type LocalTime } from '../../../shared/schedule/local-time.ts';
import { zoneOfText } from './zones.ts';

const MONTHS = [
  ['january', 'janvier'],
  ['february', 'fevrier'],
  ['march', 'mars'],
  ['april', 'avril'],
  ['may', 'mai'],
  ['june', 'juin'],
  ['july', 'juillet'],
  ['august', 'aout'],
  ['september', 'septembre'],
  ['october', 'octobre'],
  ['november', 'novembre'],
  ['december', 'decembre'],
] as const;
const ENGLISH = MONTHS.map(([name]) => name).join('|');
const FRENCH = MONTHS.map(([, name]) => name).join('|');

const ENGLISH_DATE = new RegExp(`\\b(${ENGLISH}) (\\d{1,2})(?:st|nd|rd|th)?, (\\d{4})\\b`, 'u');
const FRENCH_DATE = new RegExp(`\\b(\\d{1,2})(?:er)? (${FRENCH}) (\\d{4})\\b`, 'u');
const TIME = /\b(\d{1,2})(?: ?: ?| ?h ?)(\d{2})(?: ?(am|pm|a\.m\.|p\.m\.))?/u;
const HOURS = /\|\s*(?:.*\|)?[^|\n]*?(\d{1,2}) ?(?:hours?|hrs?|heures?|h)\b/u;
const MINUTES = /\|\s*(?:.*\|)?[^|\n]*?(\d{1,3}) ?(?:minutes?|mins?)\b/u;

/**
 * An invitation as a person copies it out of a message. Link, password and number are found anywhere; date and time are
 * optional, because many people paste the link alone.
 */
export function readPastedText(text: string): DraftOutcome {
  const meeting = { uid: null, sequence: 0, summary: subjectOf(text), ...meetingOf(text) };
  const plain = plainOf(text);
  const date = dateOf(plain);
  const rest = date === null ? '' : plain.slice(date.end, date.end + 400);
  const time = date === null ? null : timeOf(date.date, rest);
  if (time === null) return ok({ ...meeting, startsAt: null, endsAt: null, zone: null });

  const zone = zoneOfText(rest);
  if (zone === null) return refuse({ code: 'invitation-zone-unknown', values: {} });
  const startsAt = instantOf(time, zone);
  if (startsAt === null) return refuse({ code: 'invitation-time-invalid', values: {} });
  const durationMs = durationOf(rest);
  return ok({
    ...meeting,
    zone,
    startsAt: toInstant(startsAt),
    endsAt: durationMs === 0 ? null : toInstant(startsAt + durationMs),
  });
}

function subjectOf(text: string): string | null {
  return /^(?:subject|objet)\s*:\s*(.+)$/imu.exec(text)?.[1]?.trim() ?? null;
}

function dateOf(plain: string): { readonly date: string; readonly end: number } | null {
  const english = ENGLISH_DATE.exec(plain);
  const french = FRENCH_DATE.exec(plain);
  const found = english ?? french;
  if (found === null) return null;
  const [, first = '', second = '', year = ''] = found;
  const [name, day] = english === null ? [second, first] : [first, second];
  const month = MONTHS.findIndex((names) => names.some((candidate) => candidate === name)) + 1;
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? { date, end: found.index + found[0].length } : null;
}

function timeOf(date: string, rest: string): LocalTime | null {
  const found = TIME.exec(rest);
  if (found === null) return null;
  const [, hours = '', minutes = '', half] = found;
  const afternoon = half?.startsWith('p') ?? false;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (afternoon ? 12 : 0);
  const minute = Number(minutes);
  return hour < 24 && minute < 60 ? { date, hour, minute } : null;
}

function durationOf(rest: string): number {
  const line = rest.split('\n').find((candidate) => candidate.includes('|')) ?? '';
  const hours = Number(HOURS.exec(line)?.[1] ?? 0);
  return (hours * 60 + Number(MINUTES.exec(line)?.[1] ?? 0)) * 60_000;
}
