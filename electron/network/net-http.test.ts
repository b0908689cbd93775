import { describe, expect, it, vi } from 'vitest';
import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { NETWORK_FAULTS } from '../../shared/it/it-warnings.ts';
import { HTTP_REFUSALS, type HttpRefusal, refusalOfStatus } from './http.ts';

vi.mock('electron', () => ({ net: {} }));
const { refusalOfError } = await import('./net-http.ts');

describe('R63: what Chromium’s network reports is', () => {
  it.each<[string, HttpRefusal]>([
    ['ERR_CERT_AUTHORITY_INVALID', 'certificate-authority'],
    ['ERR_CERT_COMMON_NAME_INVALID', 'certificate-name'],
    ['ERR_CERT_DATE_INVALID', 'certificate-date'],
    ['ERR_CERT_REVOKED', 'certificate-other'],
    ['ERR_CERT_WEAK_SIGNATURE_ALGORITHM', 'certificate-other'],
    ['ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'client-certificate'],
    ['ERR_BAD_SSL_CLIENT_AUTH_CERT', 'client-certificate'],
    ['ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'tls'],
    ['ERR_PROXY_CONNECTION_FAILED', 'proxy'],
    ['ERR_TUNNEL_CONNECTION_FAILED', 'proxy'],
    ['ERR_MANDATORY_PROXY_CONFIGURATION_FAILED', 'proxy'],
    ['ERR_PAC_SCRIPT_FAILED', 'proxy'],
    ['ERR_UNEXPECTED_PROXY_AUTH', 'proxy'],
    ['ERR_PROXY_AUTH_UNSUPPORTED', 'proxy-password'],
    ['ERR_NAME_NOT_RESOLVED', 'name-unknown'],
    ['ERR_DNS_TIMED_OUT', 'name-unknown'],
    ['ERR_INTERNET_DISCONNECTED', 'no-network'],
    ['ERR_ADDRESS_UNREACHABLE', 'no-route'],
    ['ERR_NETWORK_ACCESS_DENIED', 'no-route'],
    ['ERR_CONNECTION_TIMED_OUT', 'timed-out'],
    ['ERR_CONNECTION_REFUSED', 'unreachable'],
    ['ERR_INVALID_HTTP_RESPONSE', 'unreachable'],
  ])('%s: %s', (error, refusal) => {
    expect(refusalOfError(`net::${error}`)).toBe(refusal);
  });

  it.each([
    [200, null],
    [302, 'redirected'],
    [401, null],
    [407, 'proxy-password'],
    [511, 'portal'],
  ])('status %i: %s', (status, refusal) => {
    expect(refusalOfStatus(status)).toBe(refusal);
  });
});

describe('R63: a fault of the network', () => {
  const faults = HTTP_REFUSALS.filter((code) => code !== 'stopped');

  it.each(faults)('%s tells staff what becomes of the visit, in both languages', (code) => {
    expect(en.sync.code[code]).toContain('the visit');
    expect(fr.sync.code[code]).toContain('la visite');
  });

  it('is among those that IT’s page words', () => {
    expect(NETWORK_FAULTS).toEqual(expect.arrayContaining(faults));
  });

  it('has a sentence of its own, for staff and for IT', () => {
    for (const { sync, it: page, checkNetwork } of [en, fr]) {
      for (const words of [
        faults.map((code) => sync.code[code]),
        NETWORK_FAULTS.map((code) => page.network[code]),
        // A redirect is an answer of the meeting’s host.
        faults.filter((code) => code !== 'redirected').map((code) => checkNetwork[code]),
      ])
        expect(new Set(words).size).toBe(words.length);
    }
  });
});
