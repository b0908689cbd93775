// Do the two catalogues say the same things, and is the French typography right?

const noBreakSpaces = '\u00a0\u202f';

/** Every leaf of a catalogue: its path, and its text. */
function* leaves(value, path = []) {
  if (typeof value === 'string') yield [path.join('.'), value];
  else if (value !== null && typeof value === 'object') {
    for (const [key, below] of Object.entries(value)) yield* leaves(below, [...path, key]);
  } else yield [path.join('.'), undefined];
}

/** Keys that an object has twice: JSON.parse would keep only the last one. */
export function duplicateKeys(json) {
  const found = [];
  const open = [];
  for (const match of json.matchAll(/"(?:\\.|[^"\\])*"(\s*:)?|[{}[\]]/g)) {
    const [token, colon] = match;
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

const alphabetical = (a, b) => (a < b ? -1 : Number(a > b));
const placeholders = (text) => [...text.matchAll(/\{\{[^}]*\}\}/g)].map(([one]) => one).sort(alphabetical);

/** Same keys, same placeholders, no empty text. */
export function differences(english, french) {
  const [en, fr] = [new Map(leaves(english)), new Map(leaves(french))];
  const found = [];
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

const typography = [
  { wrong: /'/, why: 'a straight apostrophe; French has ’ (U+2019)' },
  { wrong: /"/, why: 'straight quotation marks; French has « and »' },
  { wrong: new RegExp(`[^${noBreakSpaces}]:`), why: 'no no-break space before the colon', butNot: clock },
  { wrong: new RegExp(`«[^${noBreakSpaces}]`), why: 'no no-break space after «' },
  { wrong: new RegExp(`[^${noBreakSpaces}]»`), why: 'no no-break space before »' },
  {
    wrong: new RegExp(`[ ${noBreakSpaces}][;?!]`),
    why: 'a space before ; ? or !, which Canadian French does not have',
  },
  { wrong: /\.\.\./, why: 'three full stops; the ellipsis is … (U+2026)' },
];

/** What a French text has wrong. Placeholders and addresses are not looked into. */
export function frenchFaults(text) {
  const plain = text.replace(/\{\{[^}]*\}\}/g, 'x').replace(address, 'x');
  const found = [];
  for (const { wrong, why, butNot } of typography) {
    const looked = butNot ? plain.replace(new RegExp(butNot, 'g'), 'x') : plain;
    if (wrong.test(looked)) found.push(why);
  }
  return found;
}

export function checkCatalogues(read) {
  const files = ['shared/language/en.json', 'shared/language/fr.json'];
  const [english, french] = files.map(read);
  const doubled = [english, french].flatMap((json, index) =>
    duplicateKeys(json).map((key) => `${files[index]} has ${key} twice in one object`),
  );
  const [en, fr] = [JSON.parse(english), JSON.parse(french)];
  const faults = [...leaves(fr)].flatMap(([key, text]) =>
    frenchFaults(text ?? '').map((why) => `fr.json ${key}: ${why}: ${text}`),
  );
  return [...doubled, ...differences(en, fr), ...faults];
}
