/** Encrypts rows at rest; `about` binds a row to its place. */
export interface RowSealer {
  seal(about: string, plain: Uint8Array): Uint8Array;
  unseal(about: string, sealed: Uint8Array): Uint8Array | null;
}
