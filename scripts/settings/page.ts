// docs/settings.md, in both languages.
import { fields, wordsOf, type Field } from './fields.ts';

const texts = {
  en: {
    heading: 'Settings of a station',
    where:
      'One file for the whole machine: `/etc/child-link/station.json` on Linux, `%ProgramData%\\Child Link\\station.json` on Windows. It is JSON; [settings.schema.json](settings.schema.json) describes it to editors and to tools. Unknown keys are refused.',
    policy:
      'On Windows, Group Policy may set any field in place of the file: the templates are in `assets/windows/policies`, the values under `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Child Link\\Station`, each named as its field. The file may then be missing.',
    check:
      'Check a file before it is rolled out: `child-link-station settings check FILE`. A station whose settings are wrong starts into a screen that names the file, the field and the reason, and does nothing else.',
    columns: ['Field', 'Meaning', 'Kind', 'Default', 'Example'],
    kinds: { text: 'text', list: 'list of texts', switch: 'true or false', choice: 'one of' },
    required: '(required)',
    least: 'The least that a station starts with',
    whole: 'Every field',
  },
  fr: {
    heading: 'Réglages d’un poste',
    where:
      'Un seul fichier pour tout l’ordinateur : `/etc/child-link/station.json` sous Linux, `%ProgramData%\\Child Link\\station.json` sous Windows. C’est du JSON; [settings.schema.json](settings.schema.json) le décrit aux éditeurs et aux outils. Les clés inconnues sont refusées.',
    policy:
      'Sous Windows, une stratégie de groupe peut fixer chaque champ à la place du fichier : les modèles sont dans `assets/windows/policies`, les valeurs sous `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Child Link\\Station`, chacune du nom de son champ. Le fichier peut alors manquer.',
    check:
      'Vérifiez un fichier avant de le déployer : `child-link-station settings check FICHIER`. Un poste dont les réglages sont inexacts démarre sur un écran qui nomme le fichier, le champ et la raison, et ne fait rien d’autre.',
    columns: ['Champ', 'Signification', 'Genre', 'Par défaut', 'Exemple'],
    kinds: { text: 'texte', list: 'liste de textes', switch: 'true ou false', choice: 'un de' },
    required: '(obligatoire)',
    least: 'Le moins avec quoi un poste démarre',
    whole: 'Tous les champs',
  },
};

const code = (value: unknown) => `\`${JSON.stringify(value)}\``;

type Language = keyof typeof texts;

function row(field: Field, language: Language): string[] {
  const text = texts[language];
  const words = wordsOf(field.path);
  const choices = field.choices.length > 0 ? ` ${field.choices.map(code).join(', ')}` : '';
  const orNull = field.nullable ? ', `null`' : '';
  return [
    `\`${field.path}\``,
    words[language].meaning,
    `${text.kinds[field.kind]}${choices}${orNull}`,
    field.required ? text.required : code(field.fallback),
    code(words.example),
  ];
}

/** A file with every field at its example: nested as the station reads it. */
export function exampleSettings() {
  const whole: Record<string, unknown> = {};
  for (const { path } of fields()) {
    const [group = path, field] = path.split('.');
    const { example } = wordsOf(path);
    whole[group] = field === undefined ? example : { ...Object(whole[group]), [field]: example };
  }
  return whole;
}

export const leastSettings = { dataFolder: wordsOf('dataFolder').example };

const json = (value: unknown) => ['```json', JSON.stringify(value, null, 2), '```'].join('\n');
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function part(language: Language): string {
  const text = texts[language];
  return [
    `## ${text.heading}`,
    text.where,
    text.policy,
    text.check,
    [
      line(text.columns),
      line(text.columns.map(() => '---')),
      ...fields().map((field) => line(row(field, language))),
    ].join('\n'),
    `${text.least}:`,
    json(leastSettings),
    `${text.whole}:`,
    json(exampleSettings()),
  ].join('\n\n');
}

/** The whole page. */
export function settingsPage() {
  return [
    '# Settings · Réglages',
    '<!-- Made by `node scripts/settings-documents.ts` from the schema. Change electron/settings/station-settings.ts or scripts/settings/words.ts instead. -->',
    part('en'),
    part('fr'),
    '',
  ].join('\n\n');
}
