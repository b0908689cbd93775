import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ safeStorage: {} }));
const { storageOf } = await import('./safe-storage.ts');

const scramble = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
/** Windows seals to the account: an administrator who resets its password makes this false. */
let isAccountKeyIntact = true;

const getSelectedStorageBackend = () => 'gnome_libsecret' as const;
const open = (sealed: Buffer): string => {
  if (!isAccountKeyIntact) throw new Error('Error while decrypting the ciphertext');
  return scramble(sealed).toString('utf8');
};
const synchronous = {
  getSelectedStorageBackend,
  isEncryptionAvailable: () => true,
  encryptString: (text: string) => scramble(Buffer.from(text, 'utf8')),
  decryptString: open,
};
const asynchronous = {
  getSelectedStorageBackend,
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => scramble(Buffer.from(text, 'utf8')),
  decryptStringAsync: async (sealed: Buffer) => ({ result: open(sealed), shouldReEncrypt: true }),
};

describe.each([
  ['before the asynchronous calls', synchronous],
  ['with the asynchronous calls alone', asynchronous],
])('an Electron %s', (_name, electron) => {
  const storage = storageOf(electron, 'linux');

  it('gives back what it took, and what the other wrote', async () => {
    expect(await storage.isEncryptionAvailable()).toBe(true);
    const written = [
      await storage.encrypt('secret'),
      await storageOf(synchronous, 'linux').encrypt('secret'),
    ];
    for (const sealed of written) {
      expect(Buffer.from(sealed).toString('utf8')).not.toContain('secret');
      expect((await storage.decrypt(sealed)).text).toBe('secret');
    }
  });

  it('rejects, rather than throws, when the account’s password was reset', async () => {
    const sealed = await storage.encrypt('secret');
    isAccountKeyIntact = false;
    const opened = storage.decrypt(sealed);
    await expect(opened).rejects.toThrow('decrypting');
    isAccountKeyIntact = true;
  });
});

it('says when the store protects secrets in another way by now', async () => {
  expect(await storageOf(asynchronous, 'win32').decrypt(scramble(Buffer.from('x')))).toEqual({
    text: 'x',
    isOutdated: true,
  });
});

it.each([
  ['linux', 'gnome_libsecret'],
  ['win32', 'dpapi'],
  ['darwin', 'keychain'],
] as const)('names the store of %s: %s', (platform, backend) => {
  expect(storageOf(synchronous, platform).backend()).toBe(backend);
});
