import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

it.each([
  [['--bogus'], '--bogus'],
  [['--port', '8080'], '--data DIR'],
  [['--data', 'x', '--port', 'eighty'], '0 to 65535'],
  [['--data', 'x', '--port', '65536'], '0 to 65535'],
  [['--data', 'x', 'y'], 'y'],
  [['--data', 'x', '--backup-every', '0'], '--backup-every'],
  [['--data', 'x', '--poll-seconds', '0'], '--poll-seconds'],
  [['--data', 'x', '--meeting-port', '0'], '--meeting-port'],
  [['--data', 'x', '--devices', '/nowhere'], '/nowhere'],
])('%j is refused in one sentence', (args, hint) => {
  const read = readOptions(args);
  if (read.ok) throw new Error('accepted');
  expect(read.refusal).toContain(hint);
  expect(read.refusal).not.toContain('\n');
});
