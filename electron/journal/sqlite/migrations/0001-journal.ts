import type { Migration } from './migration.ts';

/** Chains, entries, the snapshot of the fold, and what sync remembers. */
export const journal: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (
      name TEXT PRIMARY KEY,
      value BLOB NOT NULL
    ) STRICT;

    CREATE TABLE chains (
      ordinal INTEGER PRIMARY KEY,
      chain TEXT NOT NULL UNIQUE,
      genesis TEXT NOT NULL,
      signature TEXT NOT NULL,
      acked_seq INTEGER NOT NULL DEFAULT 0 CHECK (acked_seq >= 0),
      settled_seq INTEGER NOT NULL DEFAULT 0 CHECK (settled_seq >= 0),
      receipt TEXT
    ) STRICT;

    CREATE TABLE entries (
      position INTEGER PRIMARY KEY,
      chain TEXT NOT NULL REFERENCES chains (chain),
      seq INTEGER NOT NULL CHECK (seq > 0),
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      session TEXT,
      at_ms INTEGER NOT NULL,
      carried INTEGER NOT NULL CHECK (carried IN (0, 1)),
      header TEXT NOT NULL,
      hash TEXT NOT NULL,
      sealed BLOB,
      UNIQUE (chain, seq),
      UNIQUE (chain, id)
    ) STRICT;
    CREATE INDEX entries_by_type ON entries (type, at_ms) WHERE carried = 0;
    CREATE INDEX entries_by_session ON entries (session) WHERE session IS NOT NULL;

    CREATE TRIGGER entries_are_frozen
    BEFORE UPDATE OF position, chain, seq, id, type, session, at_ms, carried, header, hash ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
    CREATE TRIGGER entries_only_lose_their_body
    BEFORE UPDATE OF sealed ON entries WHEN NEW.sealed IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a body is only ever erased'); END;
    CREATE TRIGGER entries_stay
    BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

    CREATE TABLE snapshot (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      fold_version INTEGER NOT NULL,
      position INTEGER NOT NULL,
      hash TEXT NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;

    CREATE TABLE feeds (
      feed TEXT PRIMARY KEY,
      gen INTEGER NOT NULL,
      ver INTEGER NOT NULL,
      issued_at TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      received_at_ms INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;
  `,
};
