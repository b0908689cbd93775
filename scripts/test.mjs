// node scripts/test.mjs [--unit | --end-to-end | --long] [VITEST ARGUMENTS]
// First the tests beside the files, then those that start the station itself; the long ones only when they are asked
// for. The last line has the totals.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { nodeFlags, nodeModules, projectNode, repository } from './setup/places.mjs';
import { say } from './setup/progress.mjs';
import { Unmet } from './setup/unmet.mjs';

const vitest = join(nodeModules, 'vitest', 'vitest.mjs');

const parts = {
  unit: { parameters: [], builds: [] },
  // One after another: each has the display, the ports and the input devices to itself.
  'end-to-end': { parameters: ['--no-file-parallelism'], builds: ['end-to-end', 'production'] },
  long: { parameters: ['--no-file-parallelism'], builds: ['development', 'end-to-end'] },
};
const usual = ['unit', 'end-to-end'];

function runVitest(parameters) {
  return new Promise((settle) => {
    const child = spawn(projectNode, [...nodeFlags, vitest, 'run', ...parameters], {
      cwd: repository,
      stdio: 'inherit',
    });
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** A file that could not be loaded has no tests to count: it counts as one failed. */
function count(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function runPart(name, more, folder) {
  const part = parts[name];
  for (const mode of part.builds) await build(mode);
  const file = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runVitest(['--project', name, ...part.parameters, ...reporters, ...more]);
  let counted;
  try {
    counted = count(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  // An error outside of any test fails the run without failing a test.
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  return { name, ...counted };
}

async function main(given) {
  const flags = Object.keys(parts).map((name) => `--${name}`);
  const asked = Object.keys(parts).filter((name) => given.includes(`--${name}`));
  const more = given.filter((argument) => !flags.includes(argument));
  const folder = mkdtempSync(join(tmpdir(), 'child-link-test-'));
  const results = [];
  try {
    for (const name of asked.length > 0 ? asked : usual) {
      try {
        results.push(await runPart(name, more, folder));
      } catch (error) {
        if (!(error instanceof Unmet)) throw error;
        say([error.detail, error.message].filter(Boolean).join('\n'));
        results.push({ name, passed: 0, failed: 1, skipped: 0 });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  if (results.length > 1)
    for (const result of results) process.stdout.write(`${result.name}: ${line(result)}\n`);
  process.stdout.write(
    `${line({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') })}\n`,
  );
  return sum('failed') === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
