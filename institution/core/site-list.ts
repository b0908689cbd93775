import { wallClock } from '../../shared/schedule/local-time.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { type BilingualText, Province } from '../../shared/sync/rows.ts';
import { linesOfFile, MAX_LIST_ROWS, type FileProblem } from './list-lines.ts';

/** The list of authorized community sites, which the Deputy Commissioner for Women keeps (R13). */

export type ListedSite = {
  readonly id: string;
  readonly name: BilingualText;
  readonly city: string;
  readonly province: Province;
  /** IANA zone. */
  readonly zone: string;
  readonly telephone: string | null;
  readonly contact: string | null;
  readonly hours: BilingualText | null;
};

export type SiteListOutcome = Result<readonly ListedSite[], readonly ListProblem[]>;

/** What is wrong with a list. `line`: of the file, the header being 1; null for the whole file. */
export type ListProblem = {
  readonly code:
    | 'list-empty'
    | FileProblem
    | 'list-column-missing'
    | 'list-column-twice'
    | 'list-id-missing'
    | 'list-id-twice'
    | 'list-name-missing'
    | 'list-province-unknown'
    | 'list-zone-missing'
    | 'list-zone-unknown'
    | 'list-cells'
    | 'list-cell-long';
  readonly line: number | null;
  /** The column or the cell that is wrong; empty where there is none. */
  readonly found: string;
};

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_PROBLEMS = 50;

/** Names of the columns, in English and French; without accents, lower case, letters only. */
const COLUMNS = {
  id: ['id', 'number', 'siteid', 'sitenumber', 'numero', 'identifiant', 'code'],
  nameEn: ['nameen', 'nameenglish', 'englishname', 'name', 'sitename', 'nomanglais', 'nomen'],
  nameFr: ['namefr', 'namefrench', 'frenchname', 'nom', 'nomfrancais', 'nomfr'],
  city: ['city', 'town', 'ville', 'municipalite'],
  province: ['province', 'provinceterritory', 'provinceouterritoire', 'provinceterritoire'],
  zone: ['zone', 'timezone', 'fuseau', 'fuseauhoraire'],
  telephone: ['telephone', 'phone', 'tel', 'telephonenumber'],
  contact: ['contact', 'contactperson', 'personneressource'],
  hoursEn: ['hours', 'hoursen', 'hoursenglish', 'openinghours', 'heuresanglais', 'heuresen'],
  hoursFr: ['heures', 'heuresfr', 'heuresfrancais', 'hoursfr', 'hoursfrench', 'heuresdouverture'],
} as const;
type Column = keyof typeof COLUMNS;
/** Characters of a cell. */
const LONGEST: Readonly<Record<Column, number>> = {
  ...{ id: 100, nameEn: 200, nameFr: 200, city: 100, province: 20, zone: 60 },
  ...{ telephone: 100, contact: 200, hoursEn: 300, hoursFr: 300 },
};
const REQUIRED = ['id', 'city', 'province'] as const satisfies readonly Column[];

/** Where a whole province has one time zone; elsewhere the list must name it. */
const SINGLE_ZONES: Partial<Readonly<Record<Province, string>>> = {
  AB: 'America/Edmonton',
  MB: 'America/Winnipeg',
  NB: 'America/Moncton',
  NS: 'America/Halifax',
  NT: 'America/Yellowknife',
  PE: 'America/Halifax',
  YT: 'America/Whitehorse',
};

/**
 * Reads a list as CSV or as an .xlsx workbook. Refuses with everything that is wrong. Blocks for as long as it reads:
 * a program with a screen does it in a worker. Not a stream: a list is 5 MB at most, and nothing of it may be saved before
 * its last line has been checked and its preview shown.
 */
export function readSiteList(bytes: Uint8Array): SiteListOutcome {
  const whole = (code: ListProblem['code'], found = '') => refuse([{ code, line: null, found }]);
  if (bytes.length > MAX_BYTES) return whole('list-too-large');
  const lines = linesOfFile(bytes);
  if (!lines.ok) return whole(lines.refusal);
  const [header, ...rows] = lines.value;
  if (header === undefined || rows.length === 0) return whole('list-empty');
  if (rows.length > MAX_LIST_ROWS) return whole('list-too-large');

  const columns = columnsOf(header.record);
  if (!columns.ok) return columns;
  const problems: ListProblem[] = [];
  const sites = new Map<string, ListedSite>();
  for (const { record, line } of rows) {
    if (problems.length >= MAX_PROBLEMS) break;
    const problem = (code: ListProblem['code'], found: string) => problems.push({ code, line, found });
    if (record.length !== header.record.length) {
      problem('list-cells', `${record.length} / ${header.record.length}`);
      continue;
    }
    const site = siteOf((column) => cell(record, columns.value.get(column)));
    if (!site.ok) problem(site.refusal.code, site.refusal.found);
    else if (sites.has(site.value.id)) problem('list-id-twice', site.value.id);
    else sites.set(site.value.id, site.value);
  }
  return problems.length > 0 ? refuse(problems) : ok([...sites.values()]);
}

function columnsOf(header: readonly string[]): Result<ReadonlyMap<Column, number>, readonly ListProblem[]> {
  const problems: ListProblem[] = [];
  const columns = new Map<Column, number>();
  for (const [index, title] of header.entries()) {
    const key = title
      .normalize('NFD')
      .toLowerCase()
      .replace(/[^a-z]/gu, '');
    const column = COLUMN_NAMES.find((name) => COLUMNS[name].some((known) => known === key));
    if (column === undefined) continue;
    if (columns.has(column)) problems.push({ code: 'list-column-twice', line: 1, found: title });
    columns.set(column, index);
  }
  const missing: string[] = REQUIRED.filter((column) => !columns.has(column));
  if (!columns.has('nameEn') && !columns.has('nameFr')) missing.push('name');
  problems.push(...missing.map((found): ListProblem => ({ code: 'list-column-missing', line: 1, found })));
  return problems.length > 0 ? refuse(problems) : ok(columns);
}

const COLUMN_NAMES: readonly Column[] = [
  'id',
  'nameEn',
  'nameFr',
  'city',
  'province',
  'zone',
  'telephone',
  'contact',
  'hoursEn',
  'hoursFr',
];

function cell(record: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (record[index] ?? '');
}

function siteOf(read: (column: Column) => string): Result<ListedSite, Pick<ListProblem, 'code' | 'found'>> {
  const long = COLUMN_NAMES.find((column) => read(column).length > LONGEST[column]);
  if (long !== undefined) return refuse({ code: 'list-cell-long', found: `${long}, ${LONGEST[long]}` });
  const id = read('id');
  if (id === '') return refuse({ code: 'list-id-missing', found: id });
  const english = read('nameEn');
  const french = read('nameFr');
  if (english === '' && french === '') return refuse({ code: 'list-name-missing', found: id });
  const province = Province.safeParse(read('province').toUpperCase());
  if (!province.success) return refuse({ code: 'list-province-unknown', found: read('province') });
  const zone = read('zone') || (SINGLE_ZONES[province.data] ?? '');
  if (zone === '') return refuse({ code: 'list-zone-missing', found: province.data });
  if (wallClock(0, zone) === null) return refuse({ code: 'list-zone-unknown', found: zone });
  const hours = read('hoursEn') || read('hoursFr');
  return ok({
    id,
    name: { en: english || french, fr: french || english },
    city: read('city'),
    province: province.data,
    zone,
    telephone: read('telephone') || null,
    contact: read('contact') || null,
    hours: hours === '' ? null : { en: read('hoursEn') || hours, fr: read('hoursFr') || hours },
  });
}
