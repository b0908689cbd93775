import { describe, expect, it } from 'vitest';
import { VERBS } from './verb-table.ts';
import { startedAs } from './parse-start.ts';

const HOSTILE = [
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--inspect',
  '--no-sandbox',
  '-no-sandbox',
  '--js-flags=--expose-gc',
  '--user-data-dir=/tmp/x',
  '--host-resolver-rules=MAP * 127.0.0.1',
  '--renderer-cmd-prefix=touch /tmp/x',
  '--ozone-platform=headless',
  '--DATA=/tmp/x',
  '--json=yes',
  '--',
  '-',
  '-r',
];

describe('the packaged station', () => {
  it('starts without arguments', () => {
    expect(startedAs([])).toEqual({ kind: 'station' });
  });

  it.each([...HOSTILE, '/tmp/elsewhere', 'https://example.com', 'toString', '__proto__', 'link', ''])(
    'refuses %s',
    (argument) => {
      expect(startedAs([argument])).toEqual({ kind: 'refused', argument });
    },
  );
});

describe('a verb as the first argument', () => {
  const verbs = Object.entries(VERBS).map(([name, { options }]) => ({ name, options }));

  it.each(verbs)('$name passes, with what it takes', ({ name, options }) => {
    const args = [
      ...name.split(' '),
      ...options.flatMap((option) => [`--${option}`, 'value']),
      ...['--json', '--language=fr', '--data', '/var/lib/child-link'],
    ];
    expect(startedAs(args)).toEqual({ kind: 'command', args });
  });

  it.each(verbs.flatMap(({ name }) => HOSTILE.map((argument) => ({ name, argument }))))(
    '$name lets $argument through neither after it nor before it',
    ({ name, argument }) => {
      const words = name.split(' ');
      expect(startedAs([...words, argument])).toEqual({ kind: 'refused', argument });
      expect(startedAs([...words, '--data', argument])).toEqual({ kind: 'refused', argument });
      expect(startedAs([argument, ...words])).toEqual({ kind: 'refused', argument });
    },
  );

  it('takes no option of another verb', () => {
    expect(startedAs(['status', '--code', 'X'])).toEqual({ kind: 'refused', argument: '--code' });
  });
});

it.each([['--help'], ['help']])('%s alone says what there is', (word) => {
  expect(startedAs([word])).toEqual({ kind: 'command', args: ['--help'] });
});
