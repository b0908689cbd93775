import { describe, expect, it } from 'vitest';
import type { MeetingHosts } from './meeting-hosts.ts';
import { NAVIGATION_TABLE, classifyAddress, decideNavigation } from './navigation-policy.ts';
import type { AddressKind, NavigationPlace } from './navigation-policy.ts';

const hosts: MeetingHosts = {
  sites: ['visits-exemple.webex.com'],
  pages: ['web.webex.com'],
  requests: ['*.wbx2.com'],
  practiceOrigins: ['http://localhost:7443'],
};

describe('classifyAddress', () => {
  it.each<[address: string, kind: AddressKind]>([
    ['https://visits-exemple.webex.com/meet/room?MTID=m1', 'meeting'],
    ['https://web.webex.com/meeting?mtuuid=0', 'meeting'],
    ['http://localhost:7443/meet/practice', 'meeting'],
    ['https://visits-exemple.webex.com/webappng/sites/visits-exemple/dashboard', 'over'],
    ['https://web.webex.com/survey/', 'over'],
    ['https://visits-exemple.webex.com/webappng/sites/x/dashboard/meeting', 'meeting'],
    ['https://u:p@visits-exemple.webex.com/', 'userinfo'],
    ['https://visits-exemple.webex.com:8443/', 'foreign'],
    ['https://api.wbx2.com/', 'foreign'],
    ['https://evil.example/?https://web.webex.com/', 'foreign'],
    ['https://web.webex.com.evil.example/', 'foreign'],
    ['http://visits-exemple.webex.com/', 'insecure'],
    ['http://localhost:7444/', 'insecure'],
    ['http://127.0.0.1:7443/', 'insecure'],
    ['about:blank', 'blank'],
    ['about:blank#x', 'blank'],
    ['about:srcdoc', 'srcdoc'],
    ['about:config', 'internal'],
    ['blob:https://web.webex.com/0-0', 'blob'],
    ['blob:http://localhost:7443/0-0', 'blob'],
    ['data:text/html,x', 'data'],
    ['file:///etc/hostname', 'file'],
    ['javascript:1', 'script'],
    ['chrome://gpu', 'internal'],
    ['devtools://devtools/bundled/inspector.html', 'internal'],
    ['view-source:https://web.webex.com/', 'internal'],
    ['app://bundle/staff.html', 'internal'],
    ['webex://meet?x', 'external-program'],
    ['webexteams://im', 'external-program'],
    ['mailto:a@b.example', 'external-program'],
    ['ms-settings:', 'external-program'],
    ['', 'malformed'],
    ['https://', 'malformed'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address, hosts)).toBe(kind);
  });
});

describe('decideNavigation', () => {
  it.each<[place: NavigationPlace, address: string, allowed: boolean]>([
    ['main-frame', 'https://visits-exemple.webex.com/meet/room', true],
    ['main-frame', 'about:blank', false],
    ['main-frame', 'about:srcdoc', false],
    ['main-frame', 'https://web.webex.com/dashboard', false],
    ['main-frame', 'webex://meet', false],
    ['sub-frame', 'https://web.webex.com/meeting', true],
    ['sub-frame', 'about:blank', true],
    ['sub-frame', 'about:srcdoc', true],
    ['sub-frame', 'https://evil.example/', false],
    ['sub-frame', 'data:text/html,x', false],
    ['sub-frame', 'webex://meet', false],
    ['new-window', 'https://visits-exemple.webex.com/meet/room', false],
    ['new-window', 'about:blank', false],
  ])('at the %s, %s: %s', (place, address, allowed) => {
    expect(decideNavigation(place, address, hosts).allowed).toBe(allowed);
  });

  it('only pages of the meeting, and empty frames inside them, are ever allowed', () => {
    const allowed = Object.entries(NAVIGATION_TABLE).flatMap(([place, kinds]) =>
      Object.entries(kinds)
        .filter(([, verdict]) => verdict.allowed)
        .map(([kind]) => `${place} ${kind}`),
    );
    expect(allowed).toEqual([
      'main-frame meeting',
      'sub-frame meeting',
      'sub-frame blank',
      'sub-frame srcdoc',
    ]);
  });

  it('every row has its reason', () => {
    for (const kinds of Object.values(NAVIGATION_TABLE)) {
      for (const verdict of Object.values(kinds)) expect(verdict.reason.length).toBeGreaterThan(5);
    }
  });
});
