/** What a station keeps in its data folder, by name. */
export const RECORD_FILE = 'journal.sqlite';
export const IDENTITY_FILE = 'identity.json';
/** The key as it is, in a file of mode 0600, and the key as the operating system sealed it (R62). */
export const KEY_FILE = 'seal.key';
export const SEALED_KEY_FILE = 'seal.key.sealed';
