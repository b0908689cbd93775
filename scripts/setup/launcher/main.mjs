// Goes into `resources/app` of a runtime that has no default app, and makes `BINARY FOLDER [arguments]` start that
// folder as `electron FOLDER [arguments]` does.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  process.stderr.write('Say which app folder to start: electron FOLDER [arguments].\n');
  process.exit(1);
}
const folder = resolve(given);
let main;
try {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  main = createRequire(join(folder, 'package.json')).resolve(join(folder, about.main ?? 'index.js'));
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name);
  if (about.version) app.setVersion(about.version);
} catch (error) {
  process.stderr.write(`${folder} cannot be started: ${error.message}\n`);
  process.exit(1);
}
process.defaultApp = true;
app.setAppPath(folder);
await import(pathToFileURL(main).href);
