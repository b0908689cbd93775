// The Group Policy templates: one .admx, one .adml for each language.
import { fields, wordsOf, type Field } from './fields.ts';

const KEY = String.raw`SOFTWARE\Policies\Child Link\Station`;
const NAMESPACE = 'ChildLink.Policies.Station';
const schemas = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';

/** The folder and the code of each language's .adml. */
export const cultures = { en: 'en-US', fr: 'fr-FR' };

const texts = {
  en: {
    category: 'Child Link Station',
    supported: 'Child Link Station on Windows 11',
    field: 'Field of the settings file',
    fallback: 'Not configured: the settings file decides; without it',
    none: 'nothing, and the station does not start',
    on: 'Enabled sets true, Disabled sets false.',
    list: 'One host on each line.',
    example: 'Example',
  },
  fr: {
    category: 'Poste Child Link',
    supported: 'Poste Child Link sous Windows 11',
    field: 'Champ du fichier de réglages',
    fallback: 'Non configuré : le fichier de réglages décide; sans lui',
    none: 'rien, et le poste ne démarre pas',
    on: 'Activé donne true, Désactivé donne false.',
    list: 'Un hôte par ligne.',
    example: 'Exemple',
  },
};

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const idOf = (path: string) => path.replaceAll('.', '_');

type Language = keyof typeof texts;

/** What the policy's own value and its elements look like in the .admx. */
function body({ path, kind, choices }: Field): { own: string; elements: string } {
  const id = idOf(path);
  const value = `valueName="${path}"`;
  const whole = { own: '', elements: '' };
  switch (kind) {
    case 'switch':
      return {
        own: ` ${value}`,
        elements: `
      <enabledValue><decimal value="1" /></enabledValue>
      <disabledValue><decimal value="0" /></disabledValue>`,
      };
    case 'list':
      whole.elements = `<multiText id="${id}_value" ${value} required="true" maxLength="20000" maxStrings="200" />`;
      break;
    case 'choice':
      whole.elements = `<enum id="${id}_value" ${value} required="true">${choices
        .map(
          (choice) => `
          <item displayName="$(string.${id}_${choice})"><value><string>${escaped(choice)}</string></value></item>`,
        )
        .join('')}
        </enum>`;
      break;
    default:
      whole.elements = `<text id="${id}_value" ${value} required="true" maxLength="2000" />`;
  }
  return {
    own: '',
    elements: `
      <elements>
        ${whole.elements}
      </elements>`,
  };
}

function policy(field: Field): string {
  const id = idOf(field.path);
  const { own, elements } = body(field);
  const shown = field.kind === 'switch' ? '' : ` presentation="$(presentation.${id})"`;
  return `    <policy name="${id}" class="Machine" displayName="$(string.${id})" explainText="$(string.${id}_help)"${shown} key="${KEY}"${own}>
      <parentCategory ref="station" />
      <supportedOn ref="supported" />${elements}
    </policy>`;
}

/** The language-neutral template. */
export function admx() {
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Made by node scripts/settings-documents.ts from the settings' schema. -->
<policyDefinitions revision="1.0" schemaVersion="1.0" xmlns="${schemas}">
  <policyNamespaces>
    <target prefix="childlink" namespace="${NAMESPACE}" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="supported" displayName="$(string.supported)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="station" displayName="$(string.category)" />
  </categories>
  <policies>
${fields().map(policy).join('\n')}
  </policies>
</policyDefinitions>
`;
}

function strings(field: Field, language: Language): [id: string, text: string][] {
  const id = idOf(field.path);
  const text = texts[language];
  const words = wordsOf(field.path);
  const fallback = field.required ? text.none : JSON.stringify(field.fallback);
  const more = field.kind === 'switch' ? [text.on] : field.kind === 'list' ? [text.list] : [];
  const example = Array.isArray(words.example) ? words.example.join(', ') : String(words.example);
  const help = [
    words[language].meaning,
    ...more,
    `${text.fallback}: ${fallback}.`,
    `${text.field}: ${field.path}. ${text.example}: ${example}`,
  ].join('\n\n');
  return [
    [id, words[language].name],
    [`${id}_help`, help],
    ...field.choices.map((choice): [string, string] => [`${id}_${choice}`, choice]),
  ];
}

function presentation(field: Field, language: Language): string[] {
  const id = idOf(field.path);
  const label = escaped(wordsOf(field.path)[language].name);
  const inside = {
    switch: '',
    text: `<textBox refId="${id}_value"><label>${label}</label></textBox>`,
    list: `<multiTextBox refId="${id}_value">${label}</multiTextBox>`,
    choice: `<dropdownList refId="${id}_value">${label}</dropdownList>`,
  }[field.kind];
  return inside === '' ? [] : [`      <presentation id="${id}">${inside}</presentation>`];
}

/** The texts of one language. */
export function adml(language: Language): string {
  const text = texts[language];
  const all: [id: string, text: string][] = [
    ['category', text.category],
    ['supported', text.supported],
    ...fields().flatMap((field) => strings(field, language)),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Made by node scripts/settings-documents.ts from the settings' schema. -->
<policyDefinitionResources revision="1.0" schemaVersion="1.0" xmlns="${schemas}">
  <displayName>${escaped(text.category)}</displayName>
  <description>${escaped(text.category)}</description>
  <resources>
    <stringTable>
${all.map(([id, value]) => `      <string id="${id}">${escaped(value)}</string>`).join('\n')}
    </stringTable>
    <presentationTable>
${fields()
  .flatMap((field) => presentation(field, language))
  .join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}
