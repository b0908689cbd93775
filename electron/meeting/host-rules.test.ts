import { describe, expect, it } from 'vitest';
import { hostRules, isIpv4Network } from './host-rules.ts';

const patterns = (network: string): readonly string[] =>
  hostRules([], [network])
    .split(', ')
    .slice(1)
    .map((rule) => rule.replace('EXCLUDE ', ''));

describe('hostRules', () => {
  it('lets nothing exist but the listed hosts', () => {
    expect(hostRules([], [])).toBe('MAP * ~NOTFOUND');
    expect(hostRules(['visits.example.ca', '*.example.org'], [])).toBe(
      'MAP * ~NOTFOUND, EXCLUDE visits.example.ca, EXCLUDE *.example.org',
    );
  });

  it.each(['*', 'x.ca, EXCLUDE *', 'localhost', '127.0.0.1', '', '*.com'])('leaves out %j', (entry) => {
    expect(hostRules([entry], [entry])).toBe('MAP * ~NOTFOUND');
  });

  it.each([
    ['23.89.0.0/16', 1, '23.89.*', '23.89.*'],
    ['10.0.0.0/8', 1, '10.*', '10.*'],
    ['62.109.192.0/18', 64, '62.109.192.*', '62.109.255.*'],
    ['64.68.96.77/19', 32, '64.68.96.*', '64.68.127.*'],
    ['163.129.0.0/17', 128, '163.129.0.*', '163.129.127.*'],
    ['44.234.52.192/26', 64, '44.234.52.192', '44.234.52.255'],
    ['192.0.2.7/32', 1, '192.0.2.7', '192.0.2.7'],
    ['12.0.0.0/9', 128, '12.0.*', '12.127.*'],
  ])('%s is %i patterns, from %s to %s', (network, count, first, last) => {
    const found = patterns(network);
    expect([found.length, found[0], found.at(-1)]).toEqual([count, first, last]);
  });

  it.each(['0.0.0.0/0', '1.2.3.4/7', '1.2.3.4/33', '1.2.3.256/24', '1.2.3.4', '::1/128', 'x', '1.2.3.4/24x'])(
    '%s is no network',
    (network) => {
      expect(isIpv4Network(network)).toBe(false);
    },
  );
});
