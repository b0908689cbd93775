import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { credentialOf, pinFits } from './pin.ts';

interface PinVector {
  readonly pin: string;
  readonly salt: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly hash: string;
}
const vectors = JSON.parse(
  readFileSync(new URL('../../test/vectors/sync-vectors.json', import.meta.url), 'utf8'),
) as {
  readonly pin: PinVector;
};
const { pin, ...rest } = vectors.pin;
const verifier = { algorithm: 'scrypt', ...rest } as const;

describe('a PIN', () => {
  it('fits the verifier of the contract', async () => {
    expect(await pinFits(pin, verifier)).toBe(true);
  });

  it('one digit off does not', async () => {
    expect(await pinFits('482914', verifier)).toBe(false);
    expect(await pinFits('', verifier)).toBe(false);
  });

  it('has a verifier whose fingerprint changes with it', () => {
    expect(credentialOf(verifier)).not.toBe(credentialOf({ ...verifier, salt: 'CQkJCQkJCQkJCQkJCQkJCg' }));
  });
});
