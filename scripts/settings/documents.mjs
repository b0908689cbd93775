// Everything that is made from the settings' schema, as it is committed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { repository } from '../setup/places.mjs';
import { publishedSchema } from './fields.mjs';
import { settingsPage } from './page.mjs';
import { adml, admx, cultures } from './policy-templates.mjs';

const policies = 'assets/windows/policies';

/** @returns {Promise<[path: string, text: string][]>} paths from the top of the repository */
export async function settingsDocuments() {
  const style = JSON.parse(readFileSync(join(repository, '.prettierrc.json'), 'utf8'));
  const tidy = (text, parser) => format(text, { ...style, parser });
  return [
    ['docs/settings.schema.json', await tidy(JSON.stringify(publishedSchema()), 'json')],
    ['docs/settings.md', await tidy(settingsPage(), 'markdown')],
    [`${policies}/child-link-station.admx`, admx()],
    ...Object.entries(cultures).map(([language, culture]) => [
      `${policies}/${culture}/child-link-station.adml`,
      adml(language),
    ]),
  ];
}
