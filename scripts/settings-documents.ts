// node scripts/settings-documents.ts
// Writes what is generated from the settings' schema: the JSON Schema, the page, the Group Policy templates.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { settingsDocuments } from './settings/documents.ts';
import { repository } from './setup/places.mjs';

for (const [path, text] of await settingsDocuments()) {
  const file = join(repository, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`${path}\n`);
}
