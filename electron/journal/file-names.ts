/** File names in the data folder. */
export const RECORD_FILE = 'journal.sqlite';
/** What the institution embedded in the station knows (R64). */
export const INSTITUTION_FILE = 'institution.sqlite';
export const IDENTITY_FILE = 'identity.json';
/** The plain key (mode 0600) and the key sealed by the operating system (R62). */
export const KEY_FILE = 'seal.key';
export const SEALED_KEY_FILE = 'seal.key.sealed';
