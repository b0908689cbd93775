import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromB64u, toB64u } from '../../shared/sync/encoding.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { steppingClock, temporaryFolder } from '../journal/journal.fixture.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { type IdentityStore, openIdentity } from './identity.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'identity.json');
});
afterEach(() => {
  folder.remove();
});

function open(): IdentityStore {
  const keyStore = fileKeyStore(join(folder.path, 'key'));
  const opened = openIdentity({ file, keyStore, clock: steppingClock() });
  if (!opened.ok) throw new Error(opened.refusal.code);
  return opened.value;
}

const ENROLMENT: Enrolment = {
  station: 'st_0001',
  keyId: 'k1',
  institution: {
    id: 'example',
    name: { en: 'Example', fr: 'Exemple' },
    province: 'ON',
    zone: 'America/Toronto',
    firstLanguage: 'en',
  },
  location: 'Room 1',
  serverKey: { keyId: 'server-1', publicKey: 'A'.repeat(43) },
  epoch: 'e_1',
  limits: { maxEntries: 200, maxBytes: 524_288 },
};

/** An enrolment at an attacker's server, whose feeds would name her own PINs. */
const OTHER: Enrolment = { ...ENROLMENT, serverKey: { keyId: 'server-1', publicKey: 'B'.repeat(43) } };

function change(edit: (content: Record<string, unknown>) => unknown): void {
  const content: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  edit(content);
  writeFileSync(file, JSON.stringify(content));
}

describe('The identity of a station', () => {
  it('is made once and kept', () => {
    const first = open();
    const { sign: _sign, ...identity } = first.current();
    expect(identity.station).toBe(`unenrolled-${identity.install}`);
    expect(fromB64u(identity.install, 16)).not.toBeNull();
    expect(open().current()).toMatchObject(identity);
    expect(first.enrolment()).toBeNull();
  });

  it('takes the name that the server gave, and keeps it', () => {
    const store = open();
    expect(store.enrol(ENROLMENT)).toEqual({ ok: true, value: undefined });
    expect(store.current().station).toBe('st_0001');
    expect(open().enrolment()).toEqual(ENROLMENT);
    expect(open().current().publicKey).toBe(store.current().publicKey);
  });

  it('does not lie open on the disk', () => {
    const store = open();
    const content = readFileSync(file, 'utf8');
    const message = Buffer.from('message');
    expect(Buffer.from(store.current().sign(message))).toHaveLength(64);
    const sealed: unknown = JSON.parse(content).seed;
    expect(typeof sealed === 'string' && Buffer.from(sealed, 'base64url').length).toBe(12 + 16 + 32);
    expect(content).not.toContain(toB64u(readFileSync(join(folder.path, 'key'))));
  });

  it.each([
    ['garbage', (): void => writeFileSync(file, '{"v":1')],
    ['of another shape', (): void => writeFileSync(file, '{"v":2}')],
    ['sealed with another key', (): void => rmSync(join(folder.path, 'key'))],
    ['of a version without the binding', (): void => change((content) => delete content['binding'])],
    ['naming another server', (): void => change((content) => Object.assign(content, { enrolment: OTHER }))],
  ])('is set aside when its file is %s, and a new one is made', (_name, damage) => {
    const former = open().current();
    damage();
    const store = open();
    expect(store.setAside).not.toBeNull();
    expect(store.current().publicKey).not.toBe(former.publicKey);
    expect(readdirSync(folder.path).filter((name) => name.includes('set-aside'))).toHaveLength(1);
    expect(open().setAside).toBeNull();
  });
});
