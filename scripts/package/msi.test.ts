import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../setup/places.mjs';
import { makeMsi, productSource, upgradeCode, type BuilderConfig } from './msi.ts';

const has = (...programs: string[]) => {
  try {
    for (const program of programs) execFileSync('which', [program]);
    return true;
  } catch {
    return false;
  }
};
const config: BuilderConfig = parse(readFileSync(join(repository, 'electron-builder.yml'), 'utf8'));

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'child-link-msi-'));
  mkdirSync(join(place, 'station', 'resources'), { recursive: true });
  writeFileSync(join(place, 'station', 'child-link-station.exe'), 'a program');
  writeFileSync(join(place, 'station', 'resources', 'app.asar'), 'an archive');
});
afterEach(() => rmSync(place, { recursive: true }));

const make = (more = {}) =>
  makeMsi({
    folder: join(place, 'station'),
    out: place,
    version: '1.2.3',
    release: false,
    environment: {},
    ...more,
  });

describe('the MSI’s product', () => {
  it('is the same to Windows in every version', () => {
    expect(upgradeCode(config.appId)).toBe(upgradeCode('ca.childlink.station'));
    expect(upgradeCode(config.appId)).toMatch(
      /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/u,
    );
  });

  it('is for the machine, is not replaced by an older one, and has the names of the other installer', () => {
    const source = productSource({
      config: { ...config, extraMetadata: { author: { name: 'A & B' } } },
      version: '1.2.3',
    });
    for (const part of [
      'InstallScope="perMachine"',
      '<MajorUpgrade ',
      'Version="1.2.3"',
      'Manufacturer="A &amp; B"',
    ])
      expect(source).toContain(part);
    expect(source).toContain(`Name="${config.productName}"`);
  });

  it('has a version that Windows Installer can compare', () => {
    expect(() => productSource({ config, version: '1.2.3-rc.1' })).toThrow('compares versions');
  });
});

describe('making the MSI', () => {
  it('refuses a folder that is none of the station', async () => {
    rmSync(join(place, 'station', 'child-link-station.exe'));
    await expect(make()).rejects.toThrow('not the station');
  });

  it.each([
    ['without a certificate', {}, 'A release is signed'],
    ['without a time stamp', { WIN_CSC_LINK: 'AAAA' }, 'A release is time-stamped'],
  ])('refuses a release %s', async (_what, environment, sentence) => {
    await expect(make({ release: true, environment })).rejects.toThrow(sentence);
  });

  it.runIf(has('osslsigncode'))('refuses a release of a program that is not signed', async () => {
    const environment = { WIN_CSC_LINK: 'AAAA', CHILD_LINK_TIMESTAMP_URL: 'http://127.0.0.1:9' };
    await expect(make({ release: true, environment })).rejects.toThrow('osslsigncode failed');
  });

  it.runIf(has('wixl', 'msibuild', 'msiinfo', 'osslsigncode', 'openssl'))(
    'puts the folder in one file and signs it',
    async () => {
      const file = (name: string) => join(place, name);
      const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { stdio: 'ignore' });
      openssl(
        ...[
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=Tests of the station',
        ],
        ...['-addext', 'extendedKeyUsage=codeSigning', '-keyout', file('key.pem'), '-out', file('cert.pem')],
      );
      openssl(
        ...['pkcs12', '-export', '-inkey', file('key.pem'), '-in', file('cert.pem')],
        ...['-passout', 'pass:of tests', '-out', file('certificate.p12')],
      );
      const unsigned = await make();
      const rights = execFileSync('msiinfo', ['export', unsigned, 'MsiLockPermissionsEx'], {
        encoding: 'utf8',
      });
      expect(rights).toContain('CHILDLINKDATA\tCreateFolder\tD:PAI(A;OICI;FA;;;SY)');
      expect(unsigned).toContain('-unsigned.msi');
      const signed = await make({
        environment: { WIN_CSC_LINK: file('certificate.p12'), WIN_CSC_KEY_PASSWORD: 'of tests' },
      });
      expect(signed).toMatch(/1\.2\.3-windows-x64\.msi$/u);
      const verify = (msi: string) =>
        execFileSync('osslsigncode', ['verify', '-CAfile', file('cert.pem'), '-in', msi], {
          encoding: 'utf8',
        });
      expect(verify(signed)).toContain('Signature verification: ok');
      expect(() => verify(unsigned)).toThrow('osslsigncode verify');
      const bytes = readFileSync(signed);
      bytes.writeUInt8(bytes.readUInt8(2000) ^ 1, 2000);
      writeFileSync(file('changed.msi'), bytes);
      expect(() => verify(file('changed.msi'))).toThrow('osslsigncode verify');
    },
  );
});
