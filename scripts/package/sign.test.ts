import { expect, it } from 'vitest';
import { sign } from './sign.ts';

const MODULE = { CHILD_LINK_PKCS11_MODULE: '/usr/lib/softhsm/libsofthsm2.so' };
const CERTIFICATES = { CHILD_LINK_PKCS11_CERTIFICATES: '/nowhere.pem' };

// Signing itself: `npm run test:packaging -- --windows`, with a file and with a token.
it.each([
  ['without a key', MODULE, 'CHILD_LINK_PKCS11_KEY names the key'],
  [
    'without a certificate',
    { ...MODULE, CHILD_LINK_PKCS11_KEY: 'pkcs11:object=a' },
    'file of its certificate',
  ],
  [
    'with the PIN where every account could read it',
    { ...MODULE, ...CERTIFICATES, CHILD_LINK_PKCS11_KEY: 'pkcs11:object=a?pin-value=4321' },
    'CHILD_LINK_PKCS11_PIN',
  ],
])('refuses a PKCS#11 module %s', async (_what, environment, sentence) => {
  const refused = sign({ path: '/nowhere.exe', environment });
  await expect(refused).rejects.toThrow(sentence);
  await expect(refused).rejects.not.toThrow('4321');
});
