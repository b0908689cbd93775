/** The Ed25519 seed of every server here, so that the verifier knows whose receipts are good. */
export const SERVER_SEED = new Uint8Array(32).fill(11);
