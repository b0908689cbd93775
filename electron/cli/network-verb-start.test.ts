import { expect, it } from 'vitest';
import { networkVerbArguments, networkVerbStart } from './network-verb-start.ts';

it('accepts its own arguments', () => {
  const args = ['enrol', '--code', 'X', '--server', 'https://institution.example'];
  expect(networkVerbStart(networkVerbArguments(args))).toEqual({ kind: 'verb', args });
});

it.each([[[]], [['status']], [['--lock-helper']]])('is no network verb: %j', (given) => {
  expect(networkVerbStart(given)).toEqual({ kind: 'none' });
});

it.each([
  [['--network-verb', 'enrol'], '--network-verb'],
  [['--remote-debugging-port=0', ...networkVerbArguments(['enrol'])], '--remote-debugging-port=0'],
  [networkVerbArguments(['enrol', '--js-flags=--expose-gc']), '--js-flags=--expose-gc'],
  [networkVerbArguments(['enrol', '-r']), '-r'],
  [networkVerbArguments(['version']), '--network-verb'],
  [networkVerbArguments([]), '--network-verb'],
  [networkVerbArguments(['--help']), '--network-verb'],
])('refuses %j', (given, argument) => {
  expect(networkVerbStart(given)).toEqual({ kind: 'refused', argument });
});
