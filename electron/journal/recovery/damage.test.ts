import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../journal.ts';
import { note, opened, SESSION, type Tally, TALLY, temporaryFolder } from '../journal.fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'journal.db');
});
afterEach(() => {
  folder.remove();
});

const asides = (): string[] => readdirSync(folder.path).filter((name) => name.includes('.set-aside-'));

/** The files as a killed process leaves them: with the log, nothing moved into the main file. */
function killed(journal: Journal<Tally>): void {
  const place = join(folder.path, 'as-left');
  mkdirSync(place);
  const names = ['journal.db', 'journal.db-wal', 'journal.db.head'];
  for (const name of names)
    if (existsSync(join(folder.path, name))) copyFileSync(join(folder.path, name), join(place, name));
  journal.ledger.connection.close();
  for (const name of names) {
    rmSync(join(folder.path, name), { force: true });
    if (existsSync(join(place, name))) copyFileSync(join(place, name), join(folder.path, name));
  }
  rmSync(join(folder.path, 'journal.db-shm'), { force: true });
  rmSync(place, { recursive: true });
}

/** Ten entries, of which four are in the main file and six in the log. */
function written(): { readonly chain: string; readonly head: unknown; readonly hashes: readonly string[] } {
  const journal = opened(folder.path);
  for (let n = 0; n < 4; n += 1) journal.append([note(`${n} ${'x'.repeat(400)}`)]);
  journal.checkpoint();
  for (let n = 4; n < 10; n += 1) journal.append([note(`${n} ${'x'.repeat(400)}`)]);
  const { chain, head } = journal;
  const hashes = journal.read(1, 20).map((entry) => entry.hash);
  killed(journal);
  return { chain, head, hashes };
}

const details = (journal: Journal<Tally>): readonly unknown[] =>
  journal.entriesOfType(['station.note']).map((entry) => entry.body.detail.split(' ')[0]);
const told = (journal: Journal<Tally>): unknown =>
  journal.read(1, 1000).findLast((entry) => entry.header.type === 'sync.chain-opened')?.body;

describe('A journal whose file lost its newest entries', () => {
  it('is opened as if nothing were, when nothing is missing', () => {
    const before = written();
    const journal = opened(folder.path);
    expect(journal).toMatchObject({ incident: null, chain: before.chain, head: before.head });
    journal.close();
  });

  it.each([
    ['the log is gone', () => rmSync(`${file}-wal`)],
    [
      'a bit of the log flipped',
      () => {
        const log = readFileSync(`${file}-wal`);
        const middle = Math.floor(log.length / 2);
        log[middle] = log[middle]! ^ 1;
        writeFileSync(`${file}-wal`, log);
      },
    ],
    [
      'the log was cut short',
      () => writeFileSync(`${file}-wal`, readFileSync(`${file}-wal`).subarray(0, 20_000)),
    ],
  ])('goes on in a new chain with what is left when %s, and keeps a copy', (_name, damage) => {
    const before = written();
    damage();
    const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : null;
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'behind', previousChain: before.chain });
    const { setAside } = journal.incident!;
    expect(existsSync(setAside!)).toBe(true);
    if (log !== null) expect(readFileSync(`${setAside!}-wal`)).toEqual(log);
    expect(journal.ledger.record.genesis).toMatchObject({
      reason: 'rolled-back',
      previousChain: before.chain,
      previousHead: before.head,
    });
    const left = details(journal);
    expect(left.length).toBeGreaterThanOrEqual(4);
    expect(left.length).toBeLessThan(10);
    expect(journal.read(1, 20).map((entry) => entry.body?.['carriedFrom'])).toContainEqual({
      chain: before.chain,
      seq: left.length,
    });
    expect(told(journal)).toMatchObject({ reason: 'rolled-back', incident: 'behind', carried: left.length });
    expect(journal.verify()).toMatchObject({ ok: true });
    journal.append([note('after')]);
    journal.close();

    const again = opened(folder.path);
    expect(again.incident).toBeNull();
    expect(details(again)).toEqual([...left, 'after']);
    again.close();
  });

  it('notices when everything was in the log that is gone', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    const { chain, head } = journal;
    killed(journal);
    rmSync(`${file}-wal`);
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'behind', previousChain: chain });
    expect(after.ledger.record.genesis).toMatchObject({ previousChain: chain, previousHead: head });
    after.close();
  });

  it('notices an older copy of the whole file, by the head beside it', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    journal.close();
    const older = readFileSync(file);
    const later = opened(folder.path);
    later.append([note('two')]);
    const { head } = later;
    later.close();
    writeFileSync(file, older);
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'behind' });
    expect(after.ledger.record.genesis.previousHead).toEqual(head);
    expect(details(after)).toEqual(['one']);
    after.close();
  });

  it('notices it by the receipt when the head beside it is gone too', () => {
    const journal = opened(folder.path);
    journal.append([note('one'), note('two')]);
    const { chain, head } = journal;
    const receipt = {
      ...{ chain, seq: 2, hash: head!.hash, epoch: 'e', at: '2026-11-22T01:02:10.000Z', keyId: 'k' },
      signature: 'A'.repeat(86),
    };
    journal.ledger.saveSyncState({ ackedSeq: 2, settledSeq: 0, receipt });
    journal.close();
    rmSync(`${file}.head`);
    const database = new Database(file);
    database.exec('DROP TRIGGER entries_stay; DELETE FROM entries WHERE seq = 2; DELETE FROM snapshot');
    database.close();
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'behind' });
    expect(after.ledger.record.genesis.previousHead).toEqual({ seq: 2, hash: head!.hash });
    after.close();
  });

  it('believes an older head beside it, as a power cut may leave one', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    const older = readFileSync(`${file}.head`);
    journal.append([note('two')]);
    journal.append([note('three')]);
    killed(journal);
    writeFileSync(`${file}.head`, older);
    const again = opened(folder.path);
    expect(again.incident).toBeNull();
    again.close();
  });

  it('finds the other of the two notes when the newer one is torn', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    journal.append([note('two')]);
    killed(journal);
    const notes = readFileSync(`${file}.head`);
    for (const slot of [0, 512]) {
      const torn = Buffer.from(notes);
      torn.fill(0, slot + 100, slot + 300);
      writeFileSync(`${file}.head`, torn);
      const again = opened(folder.path);
      expect(again.incident).toBeNull();
      killed(again);
    }
  });
});

describe('What is still readable of a journal that was set aside', () => {
  const inSession = (detail: string) => ({ ...note(detail), session: SESSION });
  const needing = { fold: { ...TALLY, needs: () => [SESSION] } };

  /** Destroys the pages of the main file from a place on, given as a share of it. */
  function destroy(from: number): void {
    const content = readFileSync(file);
    const pages = content.length / 4096;
    content.fill(0xff, Math.floor(pages * from) * 4096);
    writeFileSync(file, content);
  }

  it('is carried into the new chain when the institution does not have it', () => {
    const journal = opened(folder.path);
    for (let n = 0; n < 60; n += 1) journal.append([note(`${n} ${'x'.repeat(400)}`)]);
    const { chain } = journal;
    const ids = new Map(journal.read(1, 100).map((entry) => [entry.header.seq, entry.header.id]));
    journal.close();
    destroy(0.7);
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'corrupt', previousChain: chain });
    const carried = after.read(1, 100).filter((entry) => entry.header.type === 'station.note');
    expect(carried.length).toBeGreaterThan(10);
    for (const entry of carried) {
      const from = entry.body?.['carriedFrom'] as { readonly chain: string; readonly seq: number };
      expect(from.chain).toBe(chain);
      expect(ids.get(from.seq)).toBe(entry.header.id);
    }
    expect(after.state.count).toBe(carried.length);
    expect(told(after)).toMatchObject({ reason: 'corrupt', incident: 'corrupt', carried: carried.length });
    expect(after.verify()).toMatchObject({ ok: true });
    after.close();
  });

  it('is only what the institution lacks and what a session still needs', () => {
    const journal = opened(folder.path, needing);
    journal.append([note('sent'), inSession('sent, of the session'), note('waiting')]);
    journal.ledger.saveSyncState({ ackedSeq: 2, settledSeq: 0, receipt: null });
    journal.append([note(`filler ${'x'.repeat(400)}`)]);
    journal.close();
    const database = new Database(file);
    // A snapshot that does not verify, so that the file is set aside although its rows are readable.
    database.exec('DELETE FROM snapshot');
    database.exec(
      'DROP TRIGGER entries_only_lose_their_body; UPDATE entries SET sealed = zeroblob(60) WHERE seq = 4',
    );
    database.close();
    const after = opened(folder.path, needing);
    expect(after.incident).toMatchObject({ code: 'corrupt' });
    expect(details(after)).toEqual(['sent,', 'waiting']);
    expect(after.read(1, 10).map((entry) => entry.header.type)).toEqual([
      'station.note',
      'station.note',
      'station.note',
      'sync.chain-opened',
    ]);
    expect(after.read(3, 1)[0]).toMatchObject({ salt: null, body: null });
    after.close();
  });

  it('goes along as commitments when the key is another, so that the institution learns what it misses', () => {
    const journal = opened(folder.path);
    journal.append([note('one'), note('two')]);
    const before = journal.read(1, 2);
    journal.close();
    rmSync(join(folder.path, 'journal.key'));
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'key-changed' });
    const carried = after.read(1, 2);
    expect(carried.map(({ header }) => header.commit)).toEqual(before.map(({ header }) => header.commit));
    expect(carried.map(({ body }) => body)).toEqual([null, null]);
    expect(after.append([note('goes on')])).toHaveLength(1);
    after.close();
  });

  it('is taken over at the next start when the app died in between', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    journal.close();
    const aside = `${file}.set-aside-20261122T010203Z`;
    writeFileSync(aside, readFileSync(file));
    rmSync(file);
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'missing' });
    expect(details(after)).toEqual(['one']);
    after.close();
  });

  it('is not taken from an older file: its sessions are long finished', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    journal.close();
    writeFileSync(file, Buffer.alloc(9000, 7));
    opened(folder.path).close();
    rmSync(file);
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'missing' });
    expect(after.state.count).toBe(0);
    after.close();
  });

  it('leaves the file as it was found', () => {
    written();
    const log = readFileSync(`${file}-wal`);
    writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 4096), Buffer.alloc(40_960, 0xff)]));
    const content = readFileSync(file);
    rmSync(`${file}-wal`);
    writeFileSync(`${file}-wal`, log.subarray(0, 100));
    const after = opened(folder.path);
    const { setAside } = after.incident!;
    expect(readFileSync(setAside!)).toEqual(content);
    expect(asides().filter((name) => name.endsWith('-shm'))).toEqual([]);
    after.close();
  });
});

describe('A row that lost its columns', () => {
  it.each([
    ['without its header', 'entries', 'SET header = NULL WHERE seq = 5; DELETE FROM snapshot'],
    ['without its hash', 'entries', 'SET hash = NULL WHERE seq = 10'],
    ['of the chains', 'chains', 'SET chain = NULL'],
    ['of the saved fold', 'snapshot', 'SET hash = NULL'],
  ])('is damage like any other: %s', (_name, table, change) => {
    opened(folder.path).close();
    written();
    const db = new Database(file);
    const schema = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table);
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    db.exec('DROP TRIGGER entries_are_frozen; PRAGMA foreign_keys = OFF');
    const set = db.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?');
    set.run(String(schema).replaceAll('NOT NULL', ''), table);
    db.close();
    const loose = new Database(file);
    loose.exec(`PRAGMA foreign_keys = OFF; UPDATE ${table} ${change}`);
    loose.unsafeMode();
    loose.pragma('writable_schema = ON');
    loose.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(schema, table);
    loose.close();
    const journal = opened(folder.path);
    expect(journal.incident?.code).toMatch(/corrupt|behind/);
    expect(asides()).not.toEqual([]);
    journal.close();
  });
});

describe('A row that would not be found any more', () => {
  it.each([
    ['id', `'0199a000-0000-7000-8000-00000000ffff'`],
    ['type', `'station.nota'`],
    ['session', `'0199a000-0000-7000-8000-00000000ffff'`],
    ['at_ms', '5'],
  ])('is named by its place when its column %s says something else than its header', (column, value) => {
    const journal = opened(folder.path);
    for (const detail of ['one', 'two', 'three']) journal.append([note(detail)]);
    const { connection } = journal.ledger;
    connection.exec('DROP TRIGGER entries_are_frozen');
    connection.exec(`UPDATE entries SET ${column} = ${value} WHERE seq = 2`);
    expect(journal.verify()).toMatchObject({ ok: false, refusal: { code: 'row-mismatch', seq: 2 } });
    journal.close();
  });

  it('is noticed when an index no longer leads to it', () => {
    const journal = opened(folder.path);
    for (const detail of ['one', 'two', 'three']) journal.append([note(detail)]);
    const { connection } = journal.ledger;
    connection.exec('CREATE INDEX empty ON entries (type, at_ms) WHERE carried = 1');
    connection.unsafeMode(true);
    connection.pragma('writable_schema = ON');
    connection.exec(
      `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty')
       WHERE name = 'entries_by_type'`,
    );
    connection.exec(`DELETE FROM sqlite_schema WHERE name = 'empty'`);
    connection.pragma('writable_schema = RESET');
    expect(journal.verify()).toMatchObject({ ok: false, refusal: { code: 'file-damaged' } });
    journal.close();
  });
});
