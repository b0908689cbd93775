// node scripts/zones/main.ts ZONEINFO: writes shared/zones/built-in-zones.ts from a folder of tz data, such as that of
// Debian's newest package (apt-get download tzdata; dpkg -x). Needs zdump.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FIRST_YEAR = 2025;
const END_YEAR = 2040;

const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  Pacific: ['Pacific Time', 'heure du Pacifique'],
  Yukon: ['Yukon Time', 'heure du Yukon'],
  Mountain: ['Mountain Time', 'heure des Rocheuses'],
  Central: ['Central Time', 'heure du Centre'],
  Eastern: ['Eastern Time', 'heure de l’Est'],
  Atlantic: ['Atlantic Time', 'heure de l’Atlantique'],
  Newfoundland: ['Newfoundland Time', 'heure de Terre-Neuve'],
};

const CITIES: Readonly<Record<string, string>> = {
  Pacific: 'Vancouver',
  Yukon: 'Whitehorse Dawson',
  Mountain: 'Creston Dawson_Creek Fort_Nelson Edmonton Yellowknife Inuvik Cambridge_Bay',
  Central: 'Regina Swift_Current Winnipeg Rainy_River Rankin_Inlet Resolute',
  Eastern: 'Toronto Thunder_Bay Montreal Nipigon Iqaluit Pangnirtung Atikokan',
  Atlantic: 'Halifax Moncton Glace_Bay Goose_Bay Blanc-Sablon',
  Newfoundland: 'St_Johns',
};

/** `-0330` in minutes. */
function minutesOf(offset: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d)(\d\d)?$/u.exec(offset) ?? [];
  if (sign === undefined) throw new Error(`Not an offset: ${offset}`);
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The changes of a zone from `zdump -i`: local date, time and offset a line, the first one without a date. */
function rowsOf(file: string): readonly (readonly [number | null, number])[] {
  const text = execFileSync('zdump', ['-i', '-c', `${FIRST_YEAR},${END_YEAR}`, file], { encoding: 'utf8' });
  const rows: [number | null, number][] = [];
  for (const line of text.split('\n').filter((found) => /^[\d-]/u.test(found))) {
    const [date = '', time = '', offset = ''] = line.split('\t');
    const east = minutesOf(offset);
    const [hours = '0', minutes = '0', seconds = '0'] = time.split(':');
    const since =
      date === '-'
        ? null
        : Date.parse(`${date}T00:00:00Z`) / 1000 +
          Number(hours) * 3600 +
          (Number(minutes) - east) * 60 +
          Number(seconds);
    if (rows.at(-1)?.[1] !== east) rows.push([since, east]);
  }
  return rows;
}

const folder = resolve(process.argv[2] ?? '');
const tz = /version (\S+)/u.exec(readFileSync(join(folder, 'tzdata.zi'), 'utf8'))?.[1];
const zones = Object.entries(CITIES).flatMap(([name, cities]) =>
  cities.split(' ').map((city) => {
    const zone = `America/${city}`;
    const rows = rowsOf(join(folder, zone)).map((row) => `[${row.join(', ')}]`.replace('[, ', '[null, '));
    return `    '${zone}': { name: '${name}', rows: [${rows.join(', ')}] },`;
  }),
);
const names = Object.entries(NAMES).map(([name, [en, fr]]) => `    ${name}: { en: '${en}', fr: '${fr}' },`);
const file = new URL('../../shared/zones/built-in-zones.ts', import.meta.url);
writeFileSync(
  file,
  `import type { ZoneTable } from './zone-table.ts';

/** Written by \`scripts/zones/main.ts\` from the tz data of release ${tz}. */
// prettier-ignore
export const BUILT_IN_ZONES: ZoneTable = {
  tz: '${tz}',
  from: ${Date.UTC(FIRST_YEAR, 0)},
  until: ${Date.UTC(END_YEAR, 0)},
  names: {
${names.join('\n')}
  },
  zones: {
${zones.join('\n')}
  },
};
`,
);
