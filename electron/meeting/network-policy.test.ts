import { describe, expect, it } from 'vitest';
import type { MeetingHosts } from './meeting-hosts.ts';
import { decideRequest } from './network-policy.ts';

const hosts: MeetingHosts = {
  sites: ['visits-exemple.webex.com'],
  pages: ['web.webex.com'],
  requests: ['*.wbx2.com'],
  practiceOrigins: ['http://localhost:7443'],
};

describe('decideRequest', () => {
  it.each<[address: string, allowed: boolean]>([
    ['https://visits-exemple.webex.com/a.js', true],
    ['https://web.webex.com/a.js', true],
    ['https://a.b.wbx2.com/x', true],
    ['wss://mercury.wbx2.com/socket', true],
    ['http://localhost:7443/meet/practice.js', true],
    ['ws://localhost:7443/meet/signalling', true],
    ['blob:https://web.webex.com/0-0', true],
    ['data:image/png;base64,AA==', true],
    ['https://wbx2.com/', false],
    ['https://help.webex.com/', false],
    ['https://web.webex.com:444/', false],
    ['wss://web.webex.com:444/', false],
    ['http://web.webex.com/', false],
    ['ws://web.webex.com/', false],
    ['http://localhost:7444/', false],
    ['https://localhost:7443/', false],
    ['wss://localhost:7443/', false],
    ['http://127.0.0.1:7443/', false],
    ['https://127.0.0.1/', false],
    ['https://10.0.0.1/', false],
    ['https://192.168.1.1/', false],
    ['https://[::1]/', false],
    ['https://169.254.169.254/', false],
    ['file:///etc/hostname', false],
    ['ftp://web.webex.com/', false],
    ['app://bundle/', false],
    ['chrome-extension://abc/', false],
    ['webex://x', false],
    ['nonsense', false],
  ])('%s: %s', (address, allowed) => {
    expect(decideRequest(address, hosts).allowed).toBe(allowed);
  });

  it('without practice origins, as in production, nothing on this machine is reached', () => {
    const production = { ...hosts, practiceOrigins: [] };
    for (const address of ['http://localhost:7443/', 'ws://localhost:7443/', 'http://127.0.0.1:7443/']) {
      expect(decideRequest(address, production).allowed).toBe(false);
    }
  });
});
