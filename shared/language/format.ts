import type { Language } from '../ipc/snapshot.ts';
import { forIntl, tableZoneName } from '../zones/zone-table.ts';

/**
 * Times, dates, durations and numbers as a Canadian reader of either language expects them (R6, R70).
 * Pure: an instant (milliseconds since 1970), a language and an IANA zone in, text out.
 */

const NBSP = '\u00a0';
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-CA', fr: 'fr-CA' };

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'weekday'] as const;
type PartName = (typeof PARTS)[number];

/** A formatter costs far more to make than to use; there are only a few zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${Object.entries(options).join()}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formatters.set(key, made);
  return made;
}

function parts(at: number, zone: string, language: Language): Readonly<Record<PartName, string>> {
  const local = forIntl(zone, at);
  const formatter = formatterOf(LOCALES[language], local.timeZone, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const found = { year: '', month: '', day: '', hour: '', minute: '', weekday: '' };
  for (const part of formatter.formatToParts(local.at)) {
    const name = PARTS.find((wanted) => wanted === part.type);
    if (name !== undefined) found[name] = part.value;
  }
  return found;
}

/** `2:30 p.m.` or `14 h 30`; on the hour `2:00 p.m.` or `14 h`. */
export function formatTime(at: number, zone: string, language: Language): string {
  const { hour, minute } = parts(at, zone, language);
  const hours = Number(hour);
  if (language === 'fr') return minute === '00' ? `${hours}${NBSP}h` : `${hours}${NBSP}h${NBSP}${minute}`;
  return `${hours % 12 === 0 ? 12 : hours % 12}:${minute}${NBSP}${hours < 12 ? 'a.m.' : 'p.m.'}`;
}

/**
 * `2:30 to 3:15 p.m.`, `11:30 a.m. to 12:15 p.m.` or `de 14 h 30 à 15 h 15`. When the clocks go back in between, both
 * have their offset, or the end could read earlier than the start: `1:45 a.m. (UTC−4) to 1:15 a.m. (UTC−5)`.
 */
export function formatTimeRange(from: number, to: number, zone: string, language: Language): string {
  const isFold = clocksGoBack(from, to, zone);
  const [start = '', end = ''] = [from, to].map(
    (at) => formatTime(at, zone, language) + (isFold ? `${NBSP}(${utcOffset(at, zone)})` : ''),
  );
  if (language === 'fr') return `de ${start} à ${end}`;
  const sameHalf = !isFold && start.slice(-4) === end.slice(-4);
  return `${sameHalf ? start.slice(0, -5) : start} to ${end}`;
}

/** The zone's offset at an instant, `UTC−3:30`. */
export function utcOffset(at: number, zone: string): string {
  const minutes = offsetMinutes(at, zone);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const sign = minutes < 0 ? '−' : '+';
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Whether the zone's clocks are turned back between two instants. */
export function clocksGoBack(from: number, to: number, zone: string): boolean {
  return offsetMinutes(to, zone) < offsetMinutes(from, zone);
}

function offsetMinutes(at: number, zone: string): number {
  const { hour, minute } = parts(at, zone, 'en');
  const local = Date.parse(`${calendarDate(at, zone)}T${hour}:${minute}:00Z`);
  return Math.round(local / 60_000) - Math.floor(at / 60_000);
}

/** `Saturday, November 21, 2026` or `samedi 21 novembre 2026`. */
export function formatDate(at: number, zone: string, language: Language): string {
  const { weekday, day, month, year } = parts(at, zone, language);
  if (language === 'fr') return `${weekday} ${day === '1' ? '1ᵉʳ' : day}${NBSP}${month} ${year}`;
  return `${weekday}, ${month}${NBSP}${day}, ${year}`;
}

/** A calendar date of the zone as data: `2026-11-21`. */
export function calendarDate(at: number, zone: string): string {
  const local = forIntl(zone, at);
  const formatter = formatterOf('en-CA', local.timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const found = new Map(formatter.formatToParts(local.at).map((part) => [part.type, part.value]));
  return `${found.get('year') ?? ''}-${found.get('month') ?? ''}-${found.get('day') ?? ''}`;
}

/** A calendar date as people read it: `November 21, 2026`, `21 novembre 2026`; what is no ISO date is given back as it is. */
export function formatCalendarDate(date: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}/u.test(date)) return date;
  const { day, month, year } = parts(Date.parse(`${date.slice(0, 10)}T12:00:00Z`), 'UTC', language);
  if (language === 'fr') return `${day === '1' ? '1ᵉʳ' : day}${NBSP}${month} ${year}`;
  return `${month}${NBSP}${day}, ${year}`;
}

/** The month of a calendar date: `November 2026`, `novembre 2026`. */
export function formatMonth(date: string, language: Language): string {
  const { month, year } = parts(Date.parse(`${date.slice(0, 7)}-15T12:00:00Z`), 'UTC', language);
  return `${month} ${year}`;
}

/** The days of the week from Sunday, short and in full. */
export function weekdayNames(
  language: Language,
): readonly { readonly short: string; readonly long: string }[] {
  const sunday = Date.parse('2026-11-01T12:00:00Z');
  return Array.from({ length: 7 }, (_, day) => {
    const at = sunday + day * 24 * 60 * 60 * 1000;
    const nameIn = (weekday: 'short' | 'long') =>
      formatterOf(LOCALES[language], 'UTC', { weekday }).format(at).replace('.', '');
    return { short: nameIn('short'), long: nameIn('long') };
  });
}

/** The time with its date when that is not today's in the zone: `2:30 p.m.` or `November 21, 2026, 2:30 p.m.`. */
export function formatWhen(at: number, now: number, zone: string, language: Language): string {
  const date = calendarDate(at, zone);
  const time = formatTime(at, zone, language);
  if (date === calendarDate(now, zone)) return time;
  return `${formatCalendarDate(date, language)}, ${time}`;
}

/** The zone's everyday name at that instant: `Eastern Time`, `heure de l’Est`. */
export function zoneName(zone: string, at: number, language: Language): string {
  const known = tableZoneName(zone, language);
  if (known !== null) return known;
  const formatter = formatterOf(LOCALES[language], zone, { timeZoneName: 'longGeneric' });
  const name = formatter.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? zone;
  return name.replaceAll("'", '’');
}

/** Whether two zones show the same wall clock at that instant. */
export function sameClock(at: number, zone: string, other: string): boolean {
  return (
    formatTime(at, zone, 'fr') === formatTime(at, other, 'fr') &&
    calendarDate(at, zone) === calendarDate(at, other)
  );
}

/** Both local times of one instant (R6); `same` when the two clocks agree and one is enough. */
export interface BothTimes {
  readonly institution: string;
  readonly site: string;
  readonly institutionZone: string;
  readonly siteZone: string;
  readonly same: boolean;
}

/** Both local times of a span, institution and community site, each with the name of its zone. */
export function bothTimes(
  from: number,
  to: number,
  zones: { readonly institution: string; readonly site: string },
  language: Language,
): BothTimes {
  const same = sameClock(from, zones.institution, zones.site) && sameClock(to, zones.institution, zones.site);
  const names = [zones.institution, zones.site].map((zone) => zoneName(zone, from, language));
  const [institutionZone = '', siteZone = ''] = names;
  // `Mountain Time` is two clocks since 2026: then the place tells them apart.
  const isAmbiguous = !same && institutionZone === siteZone;
  return {
    institution: formatTimeRange(from, to, zones.institution, language),
    site: formatTimeRange(from, to, zones.site, language),
    institutionZone: isAmbiguous ? `${institutionZone} (${placeOf(zones.institution)})` : institutionZone,
    siteZone: isAmbiguous ? `${siteZone} (${placeOf(zones.site)})` : siteZone,
    same,
  };
}

/** `America/Cambridge_Bay` as `Cambridge Bay`. */
function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** A length of time in whole minutes: `45 min`, `1 h 05 min`; less than a minute in seconds: `40 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}${NBSP}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  const rest = minutes % 60;
  const hours = `${Math.floor(minutes / 60)}${NBSP}h`;
  return rest === 0 ? hours : `${hours}${NBSP}${String(rest).padStart(2, '0')}${NBSP}min`;
}

/** How long to wait, to the second: `1 min 35 s`, `35 s`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = `${seconds % 60}${NBSP}s`;
  return seconds < 60 ? rest : `${Math.floor(seconds / 60)}${NBSP}min${NBSP}${rest}`;
}

/** A telephone number that stays on one line: its hyphens and spaces do not break. */
export function unbrokenTelephone(telephone: string): string {
  return telephone.replaceAll('-', '\u2011').replaceAll(' ', NBSP);
}

/** Minutes and seconds left, as a clock shows them: `12:05`; never below `0:00`. */
export function formatTimer(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = String(seconds % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** A whole number, grouped: `12,345` or `12 345`. */
export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 })
    .format(count)
    .replaceAll('\u202f', NBSP);
}

/** An amount of data: `850 kB`, `1.2 MB`; `850 ko`, `1,2 Mo`. */
export function formatBytes(bytes: number, language: Language): string {
  const [kilo, mega, giga] = language === 'fr' ? ['ko', 'Mo', 'Go'] : ['kB', 'MB', 'GB'];
  if (bytes < 1_000_000) return `${formatCount(Math.round(bytes / 1000), language)}${NBSP}${kilo ?? ''}`;
  if (bytes < 1_000_000_000)
    return `${formatCount(Math.round(bytes / 100_000) / 10, language)}${NBSP}${mega ?? ''}`;
  return `${formatCount(Math.round(bytes / 100_000_000) / 10, language)}${NBSP}${giga ?? ''}`;
}
