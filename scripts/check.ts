// node scripts/check.ts [NAME...]
// Everything that can be said about the code without running it. Runs all, prints a line each, exits 1 if any fails.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { checkCatalogues } from './check/catalogues.ts';
import { checkRequirements } from './check/requirements.ts';
import { checkText } from './check/committed-text.ts';
import { projectFiles, readText } from './check/files.ts';
import { typeProjects } from './check/types.ts';
import { nodeModules, repository } from './setup/places.mjs';
import { run } from './setup/run.mjs';
import { Unmet } from './setup/unmet.mjs';

const bin = (name: string) => join(nodeModules, '.bin', name);

// One thread a tool: every further type checker compares the big zod unions again, which costs more than it saves
// (tsc 22 s of processor time instead of 102 s, type-aware lint 23 s instead of 34 s).
const oneThread = { ...process.env, GOMAXPROCS: '1' };

async function tool(name: string, ...parameters: string[]): Promise<string[]> {
  const { code, output } = await run(bin(name), parameters, { cwd: repository, env: oneThread });
  return code === 0 ? [] : [output.trim() || `${name} ended with ${code}`];
}

/** Each returns its complaints. */
const checks: Readonly<Record<string, () => Promise<string[]>>> = {
  types: () => tool('tsc', '-b', '--singleThreaded', ...typeProjects),
  lint: () => tool('oxlint', '--type-aware', '--deny-warnings'),
  format: () => tool('prettier', '--check', '--cache', '--log-level=warn', '.'),
  unused: () => tool('knip', '--no-progress'),
  catalogues: async () => checkCatalogues(readText, projectFiles()),
  text: async () => checkText(projectFiles(), readText),
  requirements: async () => checkRequirements(projectFiles(), readText),
};

async function runCheck(name: string, check: () => Promise<string[]>) {
  const started = performance.now();
  const complaints = await check().catch((error: unknown) => [
    error instanceof Unmet ? error.message : inspect(error),
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

const queue = Object.entries(checks).filter(([name]) => asked.length === 0 || asked.includes(name));
const results: Awaited<ReturnType<typeof runCheck>>[] = [];
async function worker(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    results.push(await runCheck(...next));
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));

for (const { name, seconds, failed } of results)
  process.stdout.write(`${failed ? 'FAILED' : 'ok    '}  ${name} (${seconds} s)\n`);
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
