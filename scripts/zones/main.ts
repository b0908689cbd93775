// node scripts/zones/main.ts [--json] ZONEINFO: writes shared/zones/built-in-zones.ts from a folder of tz data, such as that
// of Debian's newest package (apt-get download tzdata; dpkg -x). With --json prints the table that an institution sends to
// its stations (`time-zones`, docs/operations.md). Needs zdump.
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

const args = process.argv.slice(2);
const asJson = args.includes('--json');
const folder = resolve(args.find((argument) => !argument.startsWith('--')) ?? '');
const tz = /version (\S+)/u.exec(readFileSync(join(folder, 'tzdata.zi'), 'utf8'))?.[1];
const [from, until] = [Date.UTC(FIRST_YEAR, 0), Date.UTC(END_YEAR, 0)];
const zones = Object.entries(CITIES).flatMap(([name, cities]) =>
  cities.split(' ').map((city) => {
    const zone = `America/${city}`;
    return [zone, { name, rows: rowsOf(join(folder, zone)) }] as const;
  }),
);

function typescript(): string {
  const names = Object.entries(NAMES).map(([name, [en, fr]]) => `    ${name}: { en: '${en}', fr: '${fr}' },`);
  const lines = zones.map(([zone, { name, rows }]) => {
    const list = rows.map(([since, east]) => `[${since ?? 'null'}, ${east}]`).join(', ');
    return `    '${zone}': { name: '${name}', rows: [${list}] },`;
  });
  return `import type { ZoneTable } from './zone-table.ts';

/** Written by \`scripts/zones/main.ts\` from the tz data of release ${tz}. */
// prettier-ignore
export const BUILT_IN_ZONES: ZoneTable = {
  tz: '${tz}',
  from: ${from},
  until: ${until},
  names: {
${names.join('\n')}
  },
  zones: {
${lines.join('\n')}
  },
};
`;
}

if (asJson) {
  const names = Object.fromEntries(Object.entries(NAMES).map(([name, [en, fr]]) => [name, { en, fr }]));
  process.stdout.write(`${JSON.stringify({ tz, from, until, names, zones: Object.fromEntries(zones) })}\n`);
} else writeFileSync(new URL('../../shared/zones/built-in-zones.ts', import.meta.url), typescript());
