import { describe, expect, it } from 'vitest';
import { isPdf, withStationPolicy } from './response-headers.ts';

const hosts = {
  sites: ['visits-exemple.webex.com'],
  pages: ['*.Webex.com'],
  requests: ['*.wbx2.com'],
  practiceOrigins: ['http://localhost:7443'],
};

describe('withStationPolicy', () => {
  it('a document may connect only to what is listed, and has no dialogs', () => {
    const headers = withStationPolicy({}, true, hosts);
    expect(headers['Content-Security-Policy']).toEqual([
      'connect-src blob: data: https://visits-exemple.webex.com wss://visits-exemple.webex.com https://*.webex.com wss://*.webex.com https://*.wbx2.com wss://*.wbx2.com http://localhost:7443 ws://localhost:7443',
      'sandbox allow-scripts allow-same-origin allow-forms allow-top-navigation',
    ]);
  });

  it('the page’s own policy stays and comes first', () => {
    const headers = withStationPolicy({ 'content-security-policy': ["default-src 'self'"] }, true, hosts);
    expect(headers['content-security-policy']?.[0]).toBe("default-src 'self'");
    expect(headers['content-security-policy']).toHaveLength(3);
    expect(headers['Content-Security-Policy']).toBeUndefined();
  });

  it('what a page allows itself by its header, the station takes away after it', () => {
    const headers = withStationPolicy({ 'permissions-policy': ['picture-in-picture=*'] }, true, hosts);
    expect(headers['permissions-policy']?.at(-1)).toContain('picture-in-picture=()');
  });

  it('camera, microphone and loudspeaker are not taken away', () => {
    const said = JSON.stringify(withStationPolicy({}, true, hosts));
    expect(said).not.toMatch(/camera|microphone|speaker|autoplay/);
  });

  it('the script of a worker may connect only to what is listed', () => {
    const headers = withStationPolicy({}, false, hosts);
    expect(headers['Content-Security-Policy']).toHaveLength(1);
    expect(headers['Permissions-Policy']).toBeUndefined();
  });
});

it.each([
  [{ 'Content-Type': ['application/pdf'] }, true],
  [{ 'content-type': ['Application/X-PDF; charset=binary'] }, true],
  [{ 'content-type': ['text/html'] }, false],
  [{}, false],
])('%j is a PDF: %s', (headers, expected) => {
  expect(isPdf(headers)).toBe(expected);
});
