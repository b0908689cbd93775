import { runInstitution } from './cli/run.ts';

const exitCode = await runInstitution(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  environment: process.env,
});
if (exitCode !== null) process.exitCode = exitCode;
