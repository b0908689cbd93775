import { describe, expect, it } from 'vitest';
import { refusedArgument } from './argument-guard.ts';

describe('the packaged station', () => {
  it('starts without arguments', () => {
    expect(refusedArgument([])).toBeNull();
  });

  it.each([
    '--remote-debugging-port=0',
    '--inspect',
    '--no-sandbox',
    '--js-flags=--expose-gc',
    '--user-data-dir=/tmp/x',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '-r',
    '/tmp/elsewhere',
    'https://example.com',
  ])('refuses %s', (argument) => {
    expect(refusedArgument([argument])).toBe(argument);
  });
});
