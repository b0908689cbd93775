// node scripts/check.mjs [NAME...]
// Everything that can be said about the code without running it. Runs all, prints a line each, exits 1 if any fails.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkBorders } from './check/borders.mjs';
import { checkCatalogues } from './check/catalogues.mjs';
import { checkText } from './check/committed-text.mjs';
import { projectFiles, readText } from './check/files.mjs';
import { nodeModules, repository } from './setup/places.mjs';
import { run } from './setup/run.mjs';
import { Unmet } from './setup/unmet.mjs';

const bin = (name) => join(nodeModules, '.bin', name);

async function tool(name, ...parameters) {
  const { code, output } = await run(bin(name), parameters, { cwd: repository });
  return code === 0 ? [] : [output.trim() || `${name} ended with ${code}`];
}

/** Each gives the complaints; none is good. */
const checks = {
  types: () => tool('tsc', '-p', 'tsconfig.json'),
  lint: () => tool('oxlint', '--type-aware', '--deny-warnings'),
  format: () => tool('prettier', '--check', '--cache', '--log-level=warn', '.'),
  unused: () => tool('knip', '--no-progress'),
  borders: async () => checkBorders(projectFiles(), readText),
  catalogues: async () => checkCatalogues(readText, projectFiles()),
  text: async () => checkText(projectFiles(), readText),
};

async function check(name) {
  const started = performance.now();
  const complaints = await checks[name]().catch((error) => [
    error instanceof Unmet ? error.message : String(error.stack ?? error),
  ]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (complaints.length > 0) process.stdout.write(`\n${complaints.join('\n')}\n\n`);
  return { name, seconds, failed: complaints.length > 0 };
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(checks, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no check "${unknown}"; there are ${Object.keys(checks).join(', ')}.\n`);
  process.exit(1);
}

const waiting = asked.length > 0 ? asked : Object.keys(checks);
const results = [];
async function worker() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    results.push(await check(name));
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));

for (const { name, seconds, failed } of results) {
  process.stdout.write(`${failed ? 'FAILED' : 'ok    '}  ${name} (${seconds} s)\n`);
}
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
