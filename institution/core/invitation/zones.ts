import { wallClock } from '../../../shared/schedule/local-time.ts';

/** Canada's time zones as Outlook names them (CLDR windowsZones). */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'newfoundland standard time': 'America/St_Johns',
  'atlantic standard time': 'America/Halifax',
  'eastern standard time': 'America/Toronto',
  'central standard time': 'America/Winnipeg',
  'canada central standard time': 'America/Regina',
  'mountain standard time': 'America/Edmonton',
  'pacific standard time': 'America/Vancouver',
  'yukon standard time': 'America/Whitehorse',
};

/** What Webex and Outlook write beside a time, in English and French; without accents, lower case. First match counts. */
const SPOKEN_ZONES: readonly (readonly [RegExp, string])[] = [
  [/newfoundland|terre-neuve/u, 'America/St_Johns'],
  [/atlantic|atlantique/u, 'America/Halifax'],
  [/saskatchewan/u, 'America/Regina'],
  [/yukon/u, 'America/Whitehorse'],
  [/eastern time|heure (?:normale |avancee )?de l['’]est/u, 'America/Toronto'],
  [/central time|heure (?:normale |avancee )?du centre/u, 'America/Winnipeg'],
  [/mountain time|rocheuses/u, 'America/Edmonton'],
  [/pacific|pacifique/u, 'America/Vancouver'],
];

/** The IANA zone of a calendar's TZID, or null. */
export function zoneOfId(id: string): string | null {
  const known = WINDOWS_ZONES[id.toLowerCase()];
  if (known !== undefined) return known;
  // Some programs put a registry's name in front, "/freeassociation.sourceforge.net/America/Toronto".
  const name = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z_/]+)$/u.exec(id)?.[1] ?? id;
  return wallClock(0, name) === null ? null : name;
}

/** The IANA zone that a text names, or null. `plain`: lower case, without accents. */
export function zoneOfText(plain: string): string | null {
  return SPOKEN_ZONES.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** Whether two zones have the same offset at an instant. */
export function showsSameTime(atMs: number, zone: string, other: string): boolean {
  const [one, two] = [wallClock(atMs, zone), wallClock(atMs, other)];
  return one !== null && two !== null && one.date === two.date && one.time === two.time;
}
