// Everything that is made from the settings' schema, as it is committed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { repository } from '../setup/places.mjs';
import { publishedSchema } from './fields.ts';
import { settingsPage } from './page.ts';
import { adml, admx, cultures } from './policy-templates.ts';

const policies = 'assets/windows/policies';

/** Paths from the top of the repository, each with its text. */
export async function settingsDocuments(): Promise<[path: string, text: string][]> {
  const style = JSON.parse(readFileSync(join(repository, '.prettierrc.json'), 'utf8'));
  const tidy = (text: string, parser: string) => format(text, { ...style, parser });
  return [
    ['docs/settings.schema.json', await tidy(JSON.stringify(publishedSchema()), 'json')],
    ['docs/settings.md', await tidy(settingsPage(), 'markdown')],
    [`${policies}/child-link-station.admx`, admx()],
    ...(['en', 'fr'] as const).map((language): [string, string] => [
      `${policies}/${cultures[language]}/child-link-station.adml`,
      adml(language),
    ]),
  ];
}
