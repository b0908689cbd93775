import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askForBrowserClient } from './browser-client.ts';
import { LINK_MAX_LENGTH, LINK_REFUSALS, checkMeetingLink, correctedLink } from './meeting-link.ts';
import type { LinkRefusalCode } from './meeting-link.ts';

const policy = {
  hosts: ['visits-exemple.webex.com', '*.gov-exemple.webex.com'],
  practiceOrigins: ['http://localhost:7443'],
};

const accepted: readonly [link: string, host: string][] = [
  [
    'https://visits-exemple.webex.com/visits-exemple/j.php?MTID=m0123456789abcdef',
    'visits-exemple.webex.com',
  ],
  ['https://visits-exemple.webex.com/visits-exemple/e.php?MTID=m0123', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/visits-exemple/onstage/g.php?MTID=e0123', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/meet/room.name', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/join/room_name', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/m/4f9f3c1e-0000-4000-8000-000000000000', 'visits-exemple.webex.com'],
  [
    'https://visits-exemple.webex.com/webappng/sites/visits-exemple/meeting/info/4f9f?MTID=m1',
    'visits-exemple.webex.com',
  ],
  [
    'https://visits-exemple.webex.com/wbxmjs/joinservice/sites/visits-exemple/meeting/download/4f9f?siteurl=visits-exemple&integrationJoinToken=QUJD%2FZGVm%3D%3D&principal=x',
    'visits-exemple.webex.com',
  ],
  ['https://visits-exemple.webex.com?MTID=m1', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/a#room', 'visits-exemple.webex.com'],
  ['HTTPS://Visits-Exemple.WebEx.com/meet/room', 'visits-exemple.webex.com'],
  ['https://nova.gov-exemple.webex.com/meet/room', 'nova.gov-exemple.webex.com'],
  ['https://a.b.gov-exemple.webex.com/meet/room', 'a.b.gov-exemple.webex.com'],
  ['https://visits-exemple.webex.com/meet/room?back=https://elsewhere.example/', 'visits-exemple.webex.com'],
  ['https://visits-exemple.webex.com/meet/user@site', 'visits-exemple.webex.com'],
  ['http://localhost:7443/meet/practice', 'localhost:7443'],
  ['http://localhost:7443/meet/practice?lang=fr', 'localhost:7443'],
];

const refused: readonly [link: string, code: LinkRefusalCode][] = [
  ['', 'link-missing'],
  [`https://visits-exemple.webex.com/${'a'.repeat(LINK_MAX_LENGTH)}`, 'link-too-long'],
  ['https://visits-exemple.webex.com/\u0000', 'link-control-characters'],
  ['https://visits-exemple.webex.com/meet\n', 'link-control-characters'],
  ['ht\ttps://visits-exemple.webex.com/', 'link-control-characters'],
  ['https://visits-exemple\u200b.webex.com/', 'link-control-characters'],
  ['https://\u202emoc.xebew.elpmexe-stisiv/', 'link-control-characters'],
  ['https://visits\u00adexemple.webex.com/', 'link-control-characters'],
  ['\ufeffhttps://visits-exemple.webex.com/', 'link-control-characters'],
  [' https://visits-exemple.webex.com/', 'link-spaces'],
  ['https://visits-exemple.webex.com/a b', 'link-spaces'],
  ['https://visits-exemple.webex.com /', 'link-spaces'],
  ['https://visits-exemple.webex.com/\u00a0', 'link-spaces'],
  ['visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['//visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['https:visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['https:/visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['https:///visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['https:\\\\visits-exemple.webex.com/meet/room', 'link-not-a-link'],
  ['https://', 'link-not-a-link'],
  ['1234567890', 'link-not-a-link'],
  ['http://visits-exemple.webex.com/meet/room', 'link-not-https'],
  ['ws://visits-exemple.webex.com/', 'link-not-https'],
  ['webex://visits-exemple.webex.com/meet/room', 'link-not-https'],
  ['wbx://visits-exemple.webex.com', 'link-not-https'],
  ['webexteams://meet?sip=room', 'link-not-https'],
  ['javascript:alert(1)', 'link-not-https'],
  ['data:text/html,hello', 'link-not-https'],
  ['file:///etc/hostname', 'link-not-https'],
  ['blob:https://visits-exemple.webex.com/0', 'link-not-https'],
  ['view-source:https://visits-exemple.webex.com/', 'link-not-https'],
  ['about:blank', 'link-not-https'],
  ['mailto:room@visits-exemple.webex.com', 'link-not-https'],
  ['http://localhost:7444/meet/practice', 'link-not-https'],
  ['http://localhost/meet/practice', 'link-not-https'],
  ['http://127.0.0.1:7443/meet/practice', 'link-not-https'],
  ['http://localhost:7443.evil.example/meet/practice', 'link-not-https'],
  ['https://localhost:7443/meet/practice', 'link-port'],
  ['http://a:b@localhost:7443/meet/practice', 'link-userinfo'],
  ['https://visits-exemple.webex.com@evil.example/meet', 'link-userinfo'],
  ['https://user:word@visits-exemple.webex.com/meet', 'link-userinfo'],
  ['https://@visits-exemple.webex.com/meet', 'link-userinfo'],
  ['https://evil.example\\@visits-exemple.webex.com/', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com\\.evil.example/', 'link-odd-encoding'],
  ['http://localhost:7443\\@evil.example/', 'link-odd-encoding'],
  ['https://visits-exemple%2ewebex.com/', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com%2f.evil.example/', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/%00', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/meet?x=%0d%0aHost:evil', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/meet?x=%zz', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/meet?x=100%', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/a/../b', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/a/%2e%2E/b', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/a%2Fb', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/a%252e', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/a\\b', 'link-odd-encoding'],
  ['https://visits-exemple.webex.com/détenue', 'link-odd-encoding'],
  ['https://127.0.0.1/meet', 'link-host-address'],
  ['https://2130706433/meet', 'link-host-address'],
  ['https://0x7f.1/meet', 'link-host-address'],
  ['https://0177.0.0.01/meet', 'link-host-address'],
  ['https://[::1]/meet', 'link-host-address'],
  ['https://[::ffff:127.0.0.1]:443/meet', 'link-host-address'],
  ['https://visits-exemple.webex.com:443/meet', 'link-port'],
  ['https://visits-exemple.webex.com:8443/meet', 'link-port'],
  ['https://visits-exemple.webex.com:/meet', 'link-port'],
  ['https://visits-exemple.w\u0435bex.com/meet', 'link-host-not-ascii'],
  ['https://visits-exemple\u3002webex\u3002com/meet', 'link-host-not-ascii'],
  ['https://visits-exemple.\uff57ebex.com/meet', 'link-host-not-ascii'],
  ['https://visits-exemple.xn--wbex-qpa.com/meet', 'link-host-punycode'],
  ['https://XN--visits-exemple.webex.com/meet', 'link-host-punycode'],
  ['https://visits-exemple.webex.com./meet', 'link-host-trailing-dot'],
  ['https://visits-exemple.webex.com../meet', 'link-host-trailing-dot'],
  ['https://localhost/meet', 'link-host-malformed'],
  ['https://visits-exemple..webex.com/meet', 'link-host-malformed'],
  ['https://.visits-exemple.webex.com/meet', 'link-host-malformed'],
  ['https://-visits.webex.com/meet', 'link-host-malformed'],
  ['https://visits_exemple.webex.com/meet', 'link-host-malformed'],
  ['https://visits-exemple.webex.com,evil.example/meet', 'link-host-malformed'],
  ['https://visits-exemple.webex.com;evil.example/meet', 'link-host-malformed'],
  [`https://${'a'.repeat(64)}.webex.com/meet`, 'link-host-malformed'],
  [`https://${'a.'.repeat(130)}webex.com/meet`, 'link-host-malformed'],
  ['https://*.gov-exemple.webex.com/meet', 'link-host-malformed'],
  ['https://notwebex.com/meet', 'link-look-alike'],
  ['https://webex.com.evil.example/meet', 'link-look-alike'],
  ['https://visits-exemple.webex.com.evil.example/meet', 'link-look-alike'],
  ['https://visits-exemple-webex.com/meet', 'link-look-alike'],
  ['https://visits-exemple.webex.co/meet', 'link-look-alike'],
  ['https://visits-exemple.vvebex.com/meet', 'link-look-alike'],
  ['https://visits-exemple.wehex.com/meet', 'link-look-alike'],
  ['https://visits-exemple.webbex.com/meet', 'link-look-alike'],
  ['https://visits-exemple.wbeex.com/meet', 'link-look-alike'],
  ['https://visits-exemple.w3bex.com/meet', 'link-look-alike'],
  ['https://web-ex.com/meet', 'link-look-alike'],
  ['https://help.webex.com/meet', 'link-host-not-configured'],
  ['https://webex.com/meet', 'link-host-not-configured'],
  ['https://gov-exemple.webex.com/meet', 'link-host-not-configured'],
  ['https://evilgov-exemple.webex.com/meet', 'link-host-not-configured'],
  ['https://x.visits-exemple.webex.com/meet', 'link-host-not-configured'],
  ['https://evil.example/visits-exemple.webex.com', 'link-host-not-configured'],
  ['https://evil.example/?https://visits-exemple.webex.com/', 'link-host-not-configured'],
  ['https://evil.example/#@visits-exemple.webex.com/', 'link-host-not-configured'],
  ['https://visits-exemple.webex.com/meet/roomhttps://visits-exemple.webex.com/meet/room', 'link-twice'],
  ['https://visits-exemple.webex.com/j.php?MTID=m1&amp;launchApp=true', 'link-escaped'],
  ['https://visits-exemple.webex.com/meet/room%3E', 'link-stray-end'],
  ['https://visits-exemple.webex.com/meet/room)', 'link-stray-end'],
  ['https://visits-exemple.webex.com/', 'link-no-meeting'],
];

const MEANT = 'https://visits-exemple.webex.com/visits-exemple/j.php?MTID=m0123';

describe('A link that was damaged on its way', () => {
  it.each([
    [`${MEANT}%3E`, MEANT],
    [`${MEANT}>`, MEANT],
    [`${MEANT}.`, MEANT],
    [`${MEANT},`, MEANT],
    [`${MEANT})`, MEANT],
    [`${MEANT}"`, MEANT],
    [`${MEANT}%22>.`, MEANT],
    [`${MEANT}&amp;launchApp=true`, `${MEANT}&launchApp=true`],
    [MEANT + MEANT, MEANT],
    [`${MEANT},${MEANT}.`, MEANT],
  ])('From the field: %s is refused, and what was meant is offered', (link, meant) => {
    expect(checkMeetingLink(link, policy).ok).toBe(false);
    expect(correctedLink(link)).toBe(meant);
    expect(checkMeetingLink(meant, policy).ok).toBe(true);
  });

  it('is not suspected where brackets belong to the link', () => {
    expect(correctedLink('https://visits-exemple.webex.com/meet/(a)')).toBeNull();
  });
});

describe('A link on the hosts that Webex gives its customers', () => {
  it.each([
    ['https://visits.my.webex.com/visits.my/j.php?MTID=m1', '*.my.webex.com'],
    ['https://visits.webexgov.us/visits/j.php?MTID=m1', '*.webexgov.us'],
    [`https://instant.webex.com/hc/v1/talk?int=jose&v=1&data=${'a'.repeat(2600)}`, 'instant.webex.com'],
  ])('From the field: %s is accepted where IT lists %s', (link, listed) => {
    expect(checkMeetingLink(link, { hosts: [listed], practiceOrigins: [] }).ok).toBe(true);
    expect(correctedLink(link)).toBeNull();
    expect(checkMeetingLink(link, policy).ok).toBe(false);
  });
});

describe('checkMeetingLink', () => {
  it.each(accepted)('accepts %s', (link, host) => {
    const result = checkMeetingLink(link, policy);
    expect(result).toMatchObject({ ok: true, value: { host } });
  });

  it.each(refused)('refuses %j as %s', (link, code) => {
    const result = checkMeetingLink(link, policy);
    expect(result).toMatchObject({ ok: false, refusal: { code } });
  });

  it('every refusal code has a row in the table', () => {
    expect(new Set(refused.map(([, code]) => code))).toEqual(new Set(LINK_REFUSALS));
  });

  it('a production build, which hands in no practice origin, refuses the practice meeting', () => {
    const result = checkMeetingLink('http://localhost:7443/meet/practice', {
      ...policy,
      practiceOrigins: [],
    });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'link-not-https' } });
  });

  it('a practice origin that is not on this machine is no practice origin', () => {
    const result = checkMeetingLink('http://evil.example:7443/', {
      hosts: [],
      practiceOrigins: ['http://evil.example:7443'],
    });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'link-not-https' } });
  });

  it('a refusal shows the host at most, never the path or the query', () => {
    for (const [link] of refused) {
      const result = checkMeetingLink(`${link}?secret=tellnobody`, policy);
      expect(JSON.stringify(result.ok ? null : result.refusal)).not.toContain('tellnobody');
    }
  });

  it('too wide an entry of the host list matches nothing', () => {
    for (const hosts of [['*.com'], ['*'], ['com'], [''], ['*.'], ['https://webex.com'], ['*.*.com']]) {
      expect(
        checkMeetingLink('https://visits-exemple.webex.com/meet', { hosts, practiceOrigins: [] }).ok,
      ).toBe(false);
    }
  });

  it('nothing is accepted whose parsed host is not configured', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'https',
        'HTTPS',
        'http',
        ':',
        '/',
        '//',
        '\\',
        '@',
        '.',
        '\u3002',
        '%2e',
        '%00',
        '?',
        '#',
        ':443',
        '..',
      ),
      fc.constantFrom(
        'visits-exemple.webex.com',
        'nova.gov-exemple.webex.com',
        'webex.com',
        'evil.example',
        'localhost:7443',
      ),
      fc.constantFrom('[::1]', '127.1', 'xn--', '\u200b', '\t', '*', '-', ';', '&', '='),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const link = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 8 }).map((pieces) => `https://${pieces.join('')}`),
      fc.array(piece, { maxLength: 8 }).map((pieces) => `https://visits-exemple.webex.com${pieces.join('')}`),
      fc.tuple(piece, piece).map(([a, b]) => `https://${a}nova.gov-exemple.webex.com${b}/meet`),
      fc.webUrl(),
    );
    let acceptedCount = 0;
    fc.assert(
      fc.property(link, (text) => {
        const result = checkMeetingLink(text, policy);
        if (!result.ok) return LINK_REFUSALS.includes(result.refusal.code);
        acceptedCount += 1;
        const url = new URL(result.value.href);
        if (url.origin === 'http://localhost:7443') return true;
        const known =
          url.hostname === 'visits-exemple.webex.com' || url.hostname.endsWith('.gov-exemple.webex.com');
        return (
          known && url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
        );
      }),
      { numRuns: 20_000 },
    );
    expect(acceptedCount).toBeGreaterThan(100);
  });
});

describe('askForBrowserClient', () => {
  it.each([
    [
      'https://visits-exemple.webex.com/meet/room',
      'https://visits-exemple.webex.com/meet/room?launchApp=true',
    ],
    [
      'https://visits-exemple.webex.com/j.php?MTID=m%2F1',
      'https://visits-exemple.webex.com/j.php?MTID=m%2F1&launchApp=true',
    ],
    [
      'https://visits-exemple.webex.com/j.php?launchApp=false',
      'https://visits-exemple.webex.com/j.php?launchApp=false',
    ],
    [
      'https://visits-exemple.webex.com/meet/room#a',
      'https://visits-exemple.webex.com/meet/room?launchApp=true#a',
    ],
  ])('makes of %s %s', (link, expected) => {
    expect(askForBrowserClient(link)).toBe(expected);
  });
});
