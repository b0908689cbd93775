import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyStore } from './key-store.ts';
import { note, opened, steppingClock, temporaryFolder } from '../journal.fixture.ts';
import type { SafeStorage } from '../../platform/safe-storage.ts';
import { chooseKeyStore, type KeyStoreOptions } from './safe-storage-key-store.ts';

/** A store of the operating system that can be locked, exchanged and forgetful. */
class Keyring implements SafeStorage {
  available = true;
  kind = 'gnome_libsecret';
  secret = 1;

  isOutdated = false;

  async isEncryptionAvailable(): Promise<boolean> {
    return this.available;
  }
  backend(): string {
    return this.kind;
  }
  async encrypt(text: string): Promise<Uint8Array> {
    return Buffer.from(`${this.secret}${text}`, 'utf8').map((byte) => byte ^ 0x5a);
  }
  async decrypt(sealed: Uint8Array): ReturnType<SafeStorage['decrypt']> {
    const text = Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString('utf8');
    if (!text.startsWith(String(this.secret))) throw new Error('Error while decrypting');
    return { text: text.slice(1), isOutdated: this.isOutdated };
  }
}

let folder: ReturnType<typeof temporaryFolder>;
let keyring: Keyring;
let options: KeyStoreOptions;
beforeEach(() => {
  folder = temporaryFolder();
  keyring = new Keyring();
  options = {
    safeStorage: keyring,
    clock: steppingClock(),
    sealedFile: join(folder.path, 'seal.key.sealed'),
    plainFile: join(folder.path, 'seal.key'),
    isFirstStart: false,
  };
});
afterEach(() => {
  folder.remove();
});

const chosenStore = () => chooseKeyStore(options);
const obtained = async () => (await chosenStore()).obtain();
const names = (): readonly string[] => readdirSync(folder.path).sort();

describe('A key that enrolling by command left in a file', () => {
  const left = (): Uint8Array => {
    const made = fileKeyStore(options.plainFile).obtain();
    if (!made.ok) throw new Error(made.refusal.code);
    return made.value;
  };

  it('moves to the operating system at the first start, and stays the same key', async () => {
    const key = left();
    options = { ...options, isFirstStart: true };
    expect(await obtained()).toEqual({ ok: true, value: Buffer.from(key) });
    expect(names()).toEqual(['seal.key.sealed']);
    options = { ...options, isFirstStart: false };
    expect(await obtained()).toEqual({ ok: true, value: Buffer.from(key) });
  });

  it('stays where it is once something is sealed with it, and where no store is worth using', async () => {
    const key = left();
    expect((await chosenStore()).kind).toBe('file');
    keyring.kind = 'basic_text';
    options = { ...options, isFirstStart: true };
    expect((await chosenStore()).kind).toBe('file');
    expect(await obtained()).toEqual({ ok: true, value: key });
    expect(names()).toEqual(['seal.key']);
  });
});

describe('A new key', () => {
  it('goes to the operating system, and is the same at the next start', async () => {
    const first = await chosenStore();
    const key = first.obtain();
    expect(first.kind).toBe('safe-storage:gnome_libsecret');
    expect(key).toMatchObject({ ok: true });
    expect(await obtained()).toEqual(key);
    expect(names()).toEqual(['seal.key.sealed']);
    const value = key.ok ? Buffer.from(key.value) : Buffer.alloc(0);
    expect(readFileSync(options.sealedFile).includes(value)).toBe(false);
    expect(readFileSync(options.sealedFile, 'utf8')).not.toContain(value.toString('base64'));
  });

  it.each(['basic_text', 'unknown', ''])(
    'goes into a file of mode 0600 where the store is %j',
    async (kind) => {
      keyring.kind = kind;
      const chosen = await chosenStore();
      expect(chosen.kind).toBe('file');
      expect(chosen.obtain()).toMatchObject({ ok: true });
      expect(names()).toEqual(['seal.key']);
      if (process.platform !== 'win32') expect(statSync(options.plainFile).mode & 0o777).toBe(0o600);
    },
  );

  it('goes into a file where there is no store at all', async () => {
    keyring.available = false;
    expect((await chosenStore()).kind).toBe('file');
  });

  it('is not entrusted to a store that does not give it back', async () => {
    keyring.decrypt = async () => ({ text: 'something else', isOutdated: false });
    expect(await obtained()).toMatchObject({ ok: false, refusal: { code: 'key-unavailable' } });
    expect(names()).toEqual([]);
  });
});

describe('A key that exists', () => {
  it('stays in its file when a store appears', async () => {
    keyring.available = false;
    const key = await obtained();
    keyring.available = true;
    expect((await chosenStore()).kind).toBe('file');
    expect(await obtained()).toEqual(key);
  });

  it.each([
    ['is locked', () => (keyring.available = false)],
    ['is another than before and cannot open it', () => ((keyring.kind = 'kwallet6'), (keyring.secret = 2))],
    ['became worthless', () => ((keyring.kind = 'basic_text'), (keyring.secret = 2))],
  ])('is waited for while the store %s', async (_name, happen) => {
    const key = await obtained();
    happen();
    expect(await obtained()).toMatchObject({ ok: false, refusal: { code: 'key-unavailable' } });
    expect(names()).toEqual(['seal.key.sealed']);
    [keyring.available, keyring.kind, keyring.secret] = [true, 'gnome_libsecret', 1];
    expect(await obtained()).toEqual(key);
  });

  it('is sealed again when the store protects secrets in another way by now', async () => {
    const key = await obtained();
    const before = readFileSync(options.sealedFile, 'utf8');
    [keyring.isOutdated, keyring.kind] = [true, 'kwallet6'];
    expect(await obtained()).toEqual(key);
    expect(readFileSync(options.sealedFile, 'utf8')).not.toBe(before);
    keyring.encrypt = () => Promise.reject(new Error('locked'));
    expect(await obtained()).toEqual(key);
    expect(names()).toEqual(['seal.key.sealed']);
  });

  it('is used when another store can open it all the same', async () => {
    const key = await obtained();
    keyring.kind = 'kwallet6';
    expect(await obtained()).toEqual(key);
  });

  it.each([
    ['the same store no longer opens it', () => (keyring.secret = 2)],
    ['its file is damaged', () => writeFileSync(options.sealedFile, '{"v":1,"backend":')],
  ])('is set aside and replaced when %s', async (_name, happen) => {
    const key = await obtained();
    happen();
    const fresh = await obtained();
    expect(fresh).toMatchObject({ ok: true });
    expect(fresh).not.toEqual(key);
    expect(names().filter((name) => name.includes('.set-aside-'))).toHaveLength(1);
  });
});

it('A journal whose key is lost goes on in a new chain, with what needs no key carried over', async () => {
  const first = opened(folder.path, { keyStore: await chosenStore() });
  first.append([note('one'), note('two')]);
  const { chain } = first;
  const ids = first.read(1, 2).map(({ header }) => header.id);
  first.close();
  keyring.secret = 2;
  const after = opened(folder.path, { keyStore: await chosenStore() });
  expect(after.incident).toMatchObject({ code: 'key-changed', previousChain: chain });
  expect(after.read(1, 2).map(({ header }) => header.id)).toEqual(ids);
  expect(after.append([note('three')])).toHaveLength(1);
  expect(after.verify()).toMatchObject({ ok: true });
  after.close();
});
