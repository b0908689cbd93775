import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeetingHosts } from './meeting-hosts.ts';
import { PERMISSION_TABLE, decidePermission } from './permission-policy.ts';

const hosts: MeetingHosts = {
  sites: ['visits-exemple.webex.com'],
  pages: ['web.webex.com'],
  requests: ['cdn.exemple-reseau.ca'],
  practiceOrigins: [],
};
const site = 'https://visits-exemple.webex.com/meet/room';
const client = 'https://web.webex.com';

describe('decidePermission', () => {
  it.each<[requester: string, topPage: string, mediaTypes: readonly string[], allowed: boolean]>([
    [site, site, ['audio', 'video'], true],
    [site, site, ['audio'], true],
    [client, site, ['video'], true],
    [site, site, [], false],
    [site, site, ['unknown'], false],
    [site, site, ['audio', 'screen'], false],
    ['https://evil.example', site, ['audio'], false],
    [client, 'https://evil.example', ['audio'], false],
    ['https://cdn.exemple-reseau.ca', site, ['audio'], false],
    ['http://visits-exemple.webex.com', site, ['audio'], false],
    ['http://localhost:7443', 'http://localhost:7443', ['audio'], false],
    ['about:blank', site, ['audio'], false],
    ['', '', ['audio'], false],
    ['null', site, ['audio'], false],
  ])('media for %s inside %s, %j: %s', (requester, topPage, mediaTypes, allowed) => {
    expect(
      decidePermission({ permission: 'media', requester, securityOrigin: null, topPage, mediaTypes }, hosts)
        .allowed,
    ).toBe(allowed);
  });

  it.each<[requester: string, securityOrigin: string, allowed: boolean]>([
    [site, 'https://visits-exemple.webex.com/', true],
    [site, 'https://evil.example/', false],
    [site, 'null', false],
    [site, '', false],
    ['about:srcdoc', 'https://visits-exemple.webex.com/', false],
    ['about:blank', 'https://visits-exemple.webex.com/', false],
  ])('media for a frame at %s whose document is of %s: %s', (requester, securityOrigin, allowed) => {
    const question = {
      permission: 'media',
      requester,
      securityOrigin,
      topPage: site,
      mediaTypes: ['audio'],
    };
    expect(decidePermission(question, hosts).allowed).toBe(allowed);
  });

  it.each(Object.keys(PERMISSION_TABLE).filter((name) => name !== 'media'))(
    '%s is denied to the meeting',
    (permission) => {
      const verdict = decidePermission(
        { permission, requester: site, securityOrigin: null, topPage: site, mediaTypes: ['audio'] },
        hosts,
      );
      expect(verdict.allowed).toBe(false);
      expect(verdict.reason.length).toBeGreaterThan(5);
    },
  );

  it('a permission that nobody has heard of is denied', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'Media', 'media '),
    );
    fc.assert(
      fc.property(name, (permission) => {
        fc.pre(permission !== 'media');
        const question = {
          permission,
          requester: site,
          securityOrigin: null,
          topPage: site,
          mediaTypes: ['audio'],
        };
        expect(decidePermission(question, hosts).allowed).toBe(false);
      }),
    );
  });
});
