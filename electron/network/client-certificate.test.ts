import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';

const app = new EventEmitter();
vi.mock('electron', () => ({ app }));
const { certificateFor, offerClientCertificate } = await import('./client-certificate.ts');

const settings = {
  serverUrl: 'https://institution.example:8443/v1',
  network: { clientCertificateIssuer: 'Institution Devices' },
};
const old = { issuerName: 'Institution Devices', validExpiry: 1_800_000_000 };
const current = { issuerName: 'Institution Devices', validExpiry: 1_900_000_000 };
const personal = { issuerName: 'Somebody', validExpiry: 2_000_000_000 };
const request = {
  contents: null,
  server: 'institution.example:8443',
  certificates: [personal, old, current],
};

it.each([
  ['the institution’s server gets the newest of the named issuer', settings, request, current],
  [
    'so it does where its address has no port',
    { ...settings, serverUrl: 'https://institution.example' },
    { ...request, server: 'institution.example:443' },
    current,
  ],
  [
    'so it does where its address is a number of IPv6',
    { ...settings, serverUrl: 'https://[2001:db8::1]:8443' },
    { ...request, server: '[2001:db8::1]:8443' },
    current,
  ],
  ['another port gets none', settings, { ...request, server: 'institution.example:443' }, null],
  ['another host gets none', settings, { ...request, server: 'meeting.example:8443' }, null],
  ['a page gets none', settings, { ...request, contents: {} }, null],
  ['an address that is none gets none', settings, { ...request, server: '' }, null],
  ['there is none of that issuer', settings, { ...request, certificates: [personal] }, null],
  [
    'where IT names no issuer, nobody gets one',
    { ...settings, network: { clientCertificateIssuer: null } },
    request,
    null,
  ],
  ['without a server nobody gets one', { ...settings, serverUrl: null }, request, null],
])('R63: client certificate: %s', (_, given, asked, expected) => {
  expect(certificateFor(given, asked)).toBe(expected);
});

it('R63: client certificate: is shown before the guard of the process answers, and its end is known', () => {
  const answers: unknown[] = [];
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  app.on('select-client-certificate', ({ defaultPrevented }: typeof event) => {
    if (!defaultPrevented) answers.push('the guard’s');
  });
  const shown = offerClientCertificate(settings);
  expect(shown.endsAtMs).toBeNull();
  const ask = (contents: object | null): void => {
    event.defaultPrevented = false;
    const choose = (chosen: object | null): void => void answers.push(chosen);
    app.emit('select-client-certificate', event, contents, request.server, request.certificates, choose);
  };
  ask(null);
  expect(answers).toEqual([current]);
  expect(shown.endsAtMs).toBe(1_900_000_000_000);
  ask({});
  expect(answers).toEqual([current, 'the guard’s']);
  app.removeAllListeners();
});
