import type { Migration } from './migration.ts';

/** What a former chain shares with the server, what was erased and pruned, and which bodies the server never got. */
export const maintenance: Migration = {
  version: 2,
  sql: `
    ALTER TABLE chains ADD COLUMN common_seq INTEGER CHECK (common_seq >= 0);
    ALTER TABLE chains ADD COLUMN erased_seq INTEGER NOT NULL DEFAULT 0 CHECK (erased_seq >= 0);
    ALTER TABLE chains ADD COLUMN pruned_seq INTEGER NOT NULL DEFAULT 0 CHECK (pruned_seq >= 0);
    ALTER TABLE chains ADD COLUMN pruned_hash TEXT;

    -- A file of version 1 knew no divergence: what a former chain shares is what was acknowledged of it.
    UPDATE chains SET common_seq = acked_seq WHERE ordinal < (SELECT max(ordinal) FROM chains);

    CREATE TABLE withheld (
      chain TEXT NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (chain, seq)
    ) STRICT, WITHOUT ROWID;

    DROP TRIGGER entries_stay;
    CREATE TRIGGER entries_stay
    BEFORE DELETE ON entries
    WHEN OLD.sealed IS NOT NULL OR OLD.seq > (SELECT pruned_seq FROM chains WHERE chain = OLD.chain)
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
  `,
};
