import ICAL from 'ical.js';
import { toInstant } from '../../../shared/clock.ts';
import { isCalendarDate } from '../../../shared/schedule/local-time.ts';
import { ok, refuse } from '../../../shared/result.ts';
import type { DraftOutcome, InvitationRefusalCode } from './invitation.ts';
import { meetingOf } from './meeting-text.ts';
import { instantOf } from '../../../shared/schedule/local-time.ts';
import { zoneOfId } from './zones.ts';

const no = (code: InvitationRefusalCode, values: Record<string, string> = {}) => refuse({ code, values });

/** An invitation as a calendar file (RFC 5545): one meeting, once. Recurring, cancelled and several ones are refused. */
export function readCalendar(text: string): DraftOutcome {
  const calendar = parse(text);
  if (calendar === null || calendar.name !== 'vcalendar') return no('invitation-not-a-calendar');
  const events = calendar.getAllSubcomponents('vevent');
  const [event] = events;
  if (event === undefined) return no('invitation-no-event');
  const summary = textOf(event, 'summary') || null;
  const uid = textOf(event, 'uid') || null;

  const cancelled = [textOf(calendar, 'method'), textOf(event, 'status')].map((word) => word.toUpperCase());
  if (cancelled.includes('CANCEL') || cancelled.includes('CANCELLED')) {
    return no('invitation-cancelled', uid === null ? {} : { uid });
  }
  if (['rrule', 'rdate', 'recurrence-id'].some((name) => event.hasProperty(name)))
    return no('invitation-repeats');
  if (events.length > 1) return no('invitation-several-events');

  const start = event.getFirstProperty('dtstart');
  const startsAt = start === null ? null : momentOf(start);
  if (startsAt === null || !startsAt.ok) return startsAt ?? no('invitation-time-invalid');
  const endsAt = endOf(event, startsAt.value.ms);
  if (!endsAt.ok) return endsAt;

  const meeting = meetingOf(
    [...['description', 'location', 'url'].map((name) => textOf(event, name)), htmlOf(event)].join('\n'),
  );
  return ok({
    uid,
    sequence: Number(textOf(event, 'sequence')) || 0,
    summary,
    startsAt: toInstant(startsAt.value.ms),
    endsAt: endsAt.value === null ? null : toInstant(endsAt.value),
    zone: startsAt.value.zone,
    ...meeting,
  });
}

function parse(text: string): ICAL.Component | null {
  try {
    const parsed: unknown = ICAL.parse(text);
    if (!Array.isArray(parsed)) return null;
    // Several calendars in one file come as a list of calendars.
    return new ICAL.Component(Array.isArray(parsed[0]) ? parsed[0] : parsed);
  } catch (error) {
    // The parser throws for whatever is no calendar.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The value as text. The parser's own getters throw where a value does not fit its type. */
function rawValue(property: ICAL.Property): string {
  return String(property.toJSON()[3] ?? '');
}

function textOf(component: ICAL.Component, name: string): string {
  return component.getAllProperties(name).map(rawValue).join('\n');
}

/** Outlook repeats the invitation as HTML, sometimes with a link that the plain text lacks. */
function htmlOf(event: ICAL.Component): string {
  return textOf(event, 'x-alt-desc')
    .replace(/\\n/gu, '\n')
    .replace(/\\([,;\\])/gu, '$1')
    .replace(/<br\s*\/?>|<\/(?:p|tr|div|td)>/giu, '\n')
    .replace(/<a [^>]*href="([^"]*)"[^>]*>/giu, ' $1 ')
    .replace(/<[^>]*>/gu, '')
    .replace(/&nbsp;/gu, ' ')
    .replace(/&amp;/gu, '&');
}

const LONGEST_SECONDS = 366 * 24 * 3600;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):\d{2}(Z?)$/u;

/**
 * The instant of a DTSTART or DTEND. The zone's rules come from this machine, which knows newer ones than the sender's
 * VTIMEZONE. The digits are checked here: the parser turns month 13 into January. A day without a time, and a time without a
 * zone, say nothing certain.
 */
function momentOf(property: ICAL.Property) {
  const found = MOMENT.exec(rawValue(property));
  const [, date = '', hours = '', minutes = '', utc = ''] = found ?? [];
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (found === null || !isCalendarDate(date) || hour > 23 || minute > 59)
    return no('invitation-time-invalid');
  const id = String(property.getFirstParameter('tzid') ?? '');
  const zone = utc === 'Z' ? 'UTC' : zoneOfId(id);
  if (zone === null || (id === '' && utc === '')) return no('invitation-zone-unknown', { zone: id });
  const ms = instantOf({ date, hour, minute }, zone);
  return ms === null ? no('invitation-time-invalid') : ok({ ms, zone });
}

function endOf(event: ICAL.Component, startsAtMs: number) {
  const end = event.getFirstProperty('dtend');
  if (end !== null) {
    const moment = momentOf(end);
    return moment.ok ? ok(moment.value.ms) : moment;
  }
  const duration = event.getFirstProperty('duration');
  if (duration === null) return ok(null);
  const seconds = secondsOf(rawValue(duration));
  return seconds === null ? no('invitation-time-invalid') : ok(startsAtMs + seconds * 1000);
}

/** Null for what is no duration of RFC 5545, or longer than a year. */
function secondsOf(duration: string): number | null {
  try {
    const seconds = ICAL.Duration.fromString(duration).toSeconds();
    return Math.abs(seconds) <= LONGEST_SECONDS ? seconds : null;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
