import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInstallation, type Installation } from './integrity.ts';

const keys = generateKeyPairSync('ed25519');
const FILES = { station: 'binary', 'resources/app.asar': 'archive', 'resources/x/native.node': 'native' };
let folder = '';

function place(publicKey = keys.publicKey): Installation {
  return {
    folder,
    manifestFolder: 'resources',
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    owner: process.getuid?.() ?? null,
  };
}

function writeManifest(files: Readonly<Record<string, string>>, key = keys.privateKey): void {
  const text = JSON.stringify({ version: '1.0.0', files });
  writeFileSync(path.join(folder, 'resources/manifest.json'), text);
  const signature = sign(null, Buffer.from(text), key).toString('base64');
  writeFileSync(path.join(folder, 'resources/manifest.sig'), signature);
}

const hashes = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]),
  );

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-installed-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text, { mode: 0o644 });
  }
  writeManifest(hashes(FILES));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the installed files', () => {
  it('are good when each is as the signed manifest says', async () => {
    expect(await checkInstallation(place())).toEqual({ ok: true, value: 3 });
  });

  const at = (name: string): string => path.join(folder, name);
  it.each<[string, () => void, string, string]>([
    [
      'changed by one byte',
      () => writeFileSync(at('resources/app.asar'), 'archivE'),
      'changed',
      'resources/app.asar',
    ],
    ['cut short', () => truncateSync(at('station'), 3), 'changed', 'station'],
    ['gone', () => rmSync(at('resources/x/native.node')), 'incomplete', 'resources/x/native.node'],
    [
      'more than were packaged',
      () => writeFileSync(at('resources/app.js'), ''),
      'has-more',
      'resources/app.js',
    ],
    ['writable by others', () => chmodSync(at('station'), 0o666), 'writable', 'station'],
    [
      'a link to the right content',
      () => {
        writeFileSync(`${folder}-elsewhere`, 'binary');
        rmSync(at('station'));
        symlinkSync(`${folder}-elsewhere`, at('station'));
      },
      'writable',
      'station',
    ],
    ['without a signature', () => rmSync(at('resources/manifest.sig')), 'unsigned', 'manifest.json'],
    ['without a manifest', () => rmSync(at('resources/manifest.json')), 'unsigned', 'manifest.json'],
    [
      'signed by somebody else',
      () => writeManifest(hashes(FILES), generateKeyPairSync('ed25519').privateKey),
      'unsigned',
      'manifest.json',
    ],
    [
      'signed, but for nothing that can be read',
      () => writeManifest({ station: 'x' }),
      'unsigned',
      'manifest.json',
    ],
  ])('are refused when they are %s', async (_name, harm, code, file) => {
    harm();
    expect(await checkInstallation(place())).toEqual({
      ok: false,
      refusal: { code: `installation-${code}`, file },
    });
    rmSync(`${folder}-elsewhere`, { force: true });
  });

  it('are refused when the key is none', async () => {
    expect(await checkInstallation({ ...place(), publicKey: 'none' })).toMatchObject({
      refusal: { code: 'installation-unsigned' },
    });
  });
});
