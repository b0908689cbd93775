// Do the two catalogues say the same things, and is the French typography right?

const noBreakSpaces = '\u00a0\u202f';

/** Every leaf of a catalogue: its path, and its text. */
function* leaves(
  value: unknown,
  path: readonly string[] = [],
): Generator<[key: string, text: string | undefined]> {
  if (typeof value === 'string') yield [path.join('.'), value];
  else if (value !== null && typeof value === 'object') {
    for (const [key, below] of Object.entries(value)) yield* leaves(below, [...path, key]);
  } else yield [path.join('.'), undefined];
}

/** Keys that an object has twice: JSON.parse would keep only the last one. */
export function duplicateKeys(json: string): string[] {
  const found: string[] = [];
  const open: Set<string>[] = [];
  for (const match of json.matchAll(/"(?:\\.|[^"\\])*"(\s*:)?|[{}[\]]/g)) {
    const [token, colon] = [match[0], match[1]];
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key = token.slice(0, -colon.length);
      if (open.at(-1)?.has(key)) found.push(key);
      open.at(-1)?.add(key);
    }
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{[^}]*\}\}/g)].map(([one]) => one).sort();

/** French has a plural form for millions, which English lacks; i18next shows the bare key if it is missing. */
function manyForms(fr: ReadonlyMap<string, string | undefined>): string[] {
  const found: string[] = [];
  for (const [key, text] of fr) {
    const [name, form] = [key.replace(/_[a-z]+$/, ''), /_(other|many)$/.exec(key)?.[1]];
    if (form === 'other' && !fr.has(`${name}_many`)) found.push(`fr.json lacks ${name}_many`);
    if (form !== 'many') continue;
    const other = fr.get(`${name}_other`);
    if (other === undefined) found.push(`fr.json has ${key} without ${name}_other`);
    else if (String(placeholders(other)) !== String(placeholders(text ?? '')))
      found.push(`${key} does not take what ${name}_other takes`);
  }
  return found;
}

/** Same keys, same placeholders, no empty text; French has its third plural besides. */
export function differences(english: unknown, french: unknown): string[] {
  const en = new Map(leaves(english));
  const fr = new Map(leaves(french));
  const found = manyForms(fr);
  for (const key of fr.keys()) if (key.endsWith('_many')) fr.delete(key);
  for (const key of en.keys()) if (!fr.has(key)) found.push(`fr.json lacks ${key}`);
  for (const key of fr.keys()) if (!en.has(key)) found.push(`en.json lacks ${key}`);
  for (const [key, text] of en) {
    const other = fr.get(key);
    if (other === undefined && !fr.has(key)) continue;
    if (!text?.trim() || !other?.trim()) found.push(`${key} is empty or not a text`);
    else if (String(placeholders(text)) !== String(placeholders(other))) {
      found.push(
        `${key}: ${placeholders(text).join(' ') || 'no placeholder'} in English, ${placeholders(other).join(' ') || 'none'} in French`,
      );
    }
  }
  return found;
}

const clock = /\d:\d/;
const address = /\w+:\/\//g;

const typography: readonly { wrong: RegExp; why: string; butNot?: RegExp }[] = [
  { wrong: /'/, why: 'a straight apostrophe; French has ’ (U+2019)' },
  { wrong: /"/, why: 'straight quotation marks; French has « and »' },
  { wrong: new RegExp(`[^${noBreakSpaces}]:`), why: 'no no-break space before the colon', butNot: clock },
  { wrong: new RegExp(`«[^${noBreakSpaces}]`), why: 'no no-break space after «' },
  { wrong: new RegExp(`[^${noBreakSpaces}]»`), why: 'no no-break space before »' },
  {
    wrong: new RegExp(`[ ${noBreakSpaces}][;?!]`),
    why: 'a space before ; ? or !, which Canadian French does not have',
  },
  { wrong: new RegExp(`[^${noBreakSpaces}][%$](?!\\w)`), why: 'no no-break space before % or $' },
  { wrong: /\d h\b|\bh \d/, why: 'a time that may break at its h: 14 h 30 takes no-break spaces' },
  {
    wrong: /\d{4,}/,
    why: 'a number over 999 without its no-break space',
    butNot: /\d{4}-\d\d-\d\d|\d+[A-Z]\b|\b[A-Z]+-\d+/,
  },
  {
    wrong:
      /(?<![\p{L}’-])(?:Etat|Etes|Etablissement|Ecran|Ecrire|Ecoute|Evaluation|Echantillon|A (?:faire|noter|vérifier|qui|la|l’))(?!\p{L})/u,
    why: 'a capital that lost its accent',
  },
  { wrong: /\.\.\./, why: 'three full stops; the ellipsis is … (U+2026)' },
];

/** What a French text has wrong. Placeholders and addresses are not looked into. */
export function frenchFaults(text: string): string[] {
  const plain = text.replace(/\{\{[^}]*\}\}/g, 'x').replace(address, 'x');
  const found: string[] = [];
  for (const { wrong, why, butNot } of typography) {
    const looked = butNot ? plain.replace(new RegExp(butNot, 'g'), 'x') : plain;
    if (wrong.test(looked)) found.push(why);
  }
  return found;
}

/** Sections whose keys are codes of other parts of the station, worded through `wordCode` and the like. */
const codeSections = [
  'refusal',
  'link',
  'alarm',
  'fault',
  'settingsReason',
  'lock',
  'failure',
  'sync.code',
  'institution.refusal',
  'institution.list',
  'institution.health',
  'institution.now.phase',
  'institution.now.how',
  'institution.now.cause',
  'checkNetwork',
];

/** The section whose codes an institution's server sends: no source here names them. */
const serverCodes = 'order.reason.';

/** What a template literal may become. */
const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^()|[\]\\]/g, '\\$&'))
      .join('[\\w.-]+')}$`,
  );

/** Keys that no source names: by a literal, by a template, by a step through the catalogue, or as a code. */
export function unusedKeys(english: unknown, sources: readonly string[]): string[] {
  const source = sources.join('\n');
  const literals = new Set(
    [...source.matchAll(/['"]([\w-]+(?:\.[\w-]+)*)['"]/g)].map(([, text = '']) => text),
  );
  const templates = [...source.matchAll(/`([\w-]+[.-](?:\$\{[^}`]*\}|[\w.-])*)`/g)].map(
    ([, text = '']) => text,
  );
  const patterns = templates.filter((text) => text.includes('${')).map(patternOf);
  const steps = [...source.matchAll(/\b(?:words|en|fr)\.(\w+(?:\.\w+)*)/g)].map(([, path = '']) => path);
  const isNamed = (text: string) => literals.has(text) || patterns.some((pattern) => pattern.test(text));
  const found: string[] = [];
  for (const [key] of leaves(english)) {
    const name = key.replace(/_(?:one|other|many)$/, '');
    if (name.startsWith(serverCodes)) continue;
    const section = codeSections.find((one) => name.startsWith(`${one}.`));
    const code = section === undefined ? undefined : name.slice(section.length + 1);
    if (isNamed(name) || steps.some((path) => name === path || name.startsWith(`${path}.`))) continue;
    if (code !== undefined && (code === 'other' || isNamed(code))) continue;
    found.push(key);
  }
  return found;
}

export function checkCatalogues(read: (path: string) => string, projectFiles: readonly string[]): string[] {
  const [english, french] = ['shared/language/en.json', 'shared/language/fr.json'] as const;
  const doubled = [english, french].flatMap((file) =>
    duplicateKeys(read(file)).map((key) => `${file} has ${key} twice in one object`),
  );
  const en: unknown = JSON.parse(read(english));
  const fr: unknown = JSON.parse(read(french));
  const faults = [...leaves(fr)].flatMap(([key, text]) =>
    frenchFaults(text ?? '').map((why) => `fr.json ${key}: ${why}: ${text}`),
  );
  const sources = projectFiles.filter(
    (path) =>
      /^(?:renderer|electron|shared|institution)\/.*\.tsx?$/.test(path) && !/\.(?:test|fixture)\./.test(path),
  );
  const unused = unusedKeys(en, sources.map(read)).map((key) => `nothing shows ${key}`);
  return [...doubled, ...differences(en, fr), ...unused, ...faults];
}
