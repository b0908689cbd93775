import process from 'node:process';
import { helperOptions } from './helper/helper-start.ts';
import { messageOf } from './step-stack.ts';

/** The process that holds the input while nobody supervises (R32, R33): which one, the system decides. */
async function main(): Promise<void> {
  const started = helperOptions(process.argv);
  if (started.kind !== 'helper') throw new Error(started.kind === 'refused' ? started.why : 'no options');
  const { runLinuxHelper } = await import('./evdev/linux-helper.ts');
  await runLinuxHelper(started.options);
}

main().catch((error: unknown) => {
  process.stderr.write(`lock-helper-fault ${messageOf(error)}\n`);
  process.exit(1);
});
