import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './sqlite/database.ts';
import { fileFaultOf } from './sqlite/faults.ts';
import { note, opened, optionsIn, temporaryFolder } from './journal.fixture.ts';
import { fileKeyStore } from './keys/key-store.ts';
import { MIGRATIONS } from './sqlite/migrations/all.ts';
import { openJournal } from './open.ts';

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

/** A journal with some entries, closed; returns its chain and head. */
function written(count = 3): { chain: string; head: unknown } {
  const journal = opened(folder.path);
  for (let n = 0; n < count; n += 1) journal.append([note(`${n} ${'x'.repeat(400)}`)]);
  const { chain, head } = journal;
  journal.close();
  return { chain, head };
}

describe('Opening the journal', () => {
  it('syncs every commit, on a new file and on an old one', () => {
    for (let start = 0; start < 2; start += 1) {
      const journal = opened(folder.path);
      const pragma = (name: string): unknown => journal.ledger.connection.pragma(name, { simple: true });
      expect([
        pragma('journal_mode'),
        pragma('synchronous'),
        pragma('foreign_keys'),
        pragma('secure_delete'),
      ]).toEqual(['wal', 2, 1, 1]);
      journal.close();
    }
  });

  it('sets garbage aside untouched and begins a new chain', () => {
    const garbage = Buffer.from('this was never a database '.repeat(300));
    writeFileSync(file, garbage);
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'not-a-database', previousChain: null });
    expect(readFileSync(journal.incident!.setAside!)).toEqual(garbage);
    expect(journal.ledger.record.genesis).toMatchObject({ reason: 'enrolled', previousChain: null });
    expect(journal.append([note('goes on')])).toHaveLength(1);
    journal.close();
  });

  it('names the former chain when its file has become garbage', () => {
    const former = written();
    writeFileSync(file, Buffer.alloc(9000, 7));
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'not-a-database', previousChain: former.chain });
    expect(journal.ledger.record.genesis).toMatchObject({
      reason: 'corrupt',
      previousChain: former.chain,
      previousHead: former.head,
    });
    journal.close();
    const again = opened(folder.path);
    expect(again.incident).toBeNull();
    again.close();
  });

  it('names the former chain when its file is gone', () => {
    const former = written();
    rmSync(file);
    const journal = opened(folder.path);
    expect(journal.incident).toEqual({ code: 'missing', setAside: null, previousChain: former.chain });
    expect(journal.ledger.record.genesis).toMatchObject({ reason: 'corrupt', previousChain: former.chain });
    journal.close();
  });

  it('sets a file with destroyed pages aside', () => {
    written(20);
    const content = readFileSync(file);
    content.fill(0xff, 4096, 4096 * 6);
    writeFileSync(file, content);
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'corrupt' });
    expect(asides()).toHaveLength(1);
    expect(readFileSync(join(folder.path, asides()[0]!))).toEqual(content);
    journal.close();
  });

  it('sets a file aside whose newest entries do not verify', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    journal.ledger.connection.exec('DROP TRIGGER entries_are_frozen');
    journal.ledger.connection.exec(
      `UPDATE entries SET header = replace(header, '"actor":"station"', '"actor":"staff-1"')`,
    );
    journal.ledger.connection.close();
    const after = opened(folder.path);
    expect(after.incident).toMatchObject({ code: 'corrupt' });
    expect(after.state.count).toBe(0);
    after.close();
  });

  it('sets a file aside whose key is not the present one', () => {
    written();
    rmSync(join(folder.path, 'journal.key'));
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'key-changed' });
    journal.close();
  });

  it('never reuses the name of something set aside', () => {
    for (let time = 0; time < 3; time += 1) {
      writeFileSync(file, Buffer.alloc(9000, time + 1));
      opened(folder.path).close();
    }
    expect(asides().filter((name) => !/-(wal|shm)$/.test(name))).toHaveLength(3);
  });

  it('refuses a file of a later release and leaves it as it is', () => {
    written();
    const database = new Database(file);
    database.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    database.close();
    const before = readFileSync(file);
    expect(openJournal(optionsIn(folder.path))).toMatchObject({
      ok: false,
      refusal: { code: 'newer-version' },
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it('sets the database of another program aside', () => {
    const database = new Database(file);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    const journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'not-a-database' });
    journal.close();
  });

  it('refuses where the folder is not there, or is a file', () => {
    const elsewhere = { file: join(folder.path, 'none', 'journal.db') };
    expect(openJournal(optionsIn(folder.path, elsewhere))).toMatchObject({
      ok: false,
      refusal: { code: 'cannot-open' },
    });
    writeFileSync(join(folder.path, 'plain'), '');
    const inFile = { file: join(folder.path, 'plain', 'journal.db') };
    expect(openJournal(optionsIn(folder.path, inFile))).toMatchObject({
      ok: false,
      refusal: { code: 'cannot-open' },
    });
  });

  it('refuses while there is no key, and makes none in the place of a damaged one', () => {
    const keyFile = join(folder.path, 'journal.key');
    writeFileSync(keyFile, 'short');
    expect(openJournal(optionsIn(folder.path))).toMatchObject({
      ok: false,
      refusal: { code: 'key-malformed' },
    });
    expect(readFileSync(keyFile, 'utf8')).toBe('short');
    expect(existsSync(file)).toBe(false);
    const nowhere = { keyStore: fileKeyStore(join(folder.path, 'none', 'key')) };
    expect(openJournal(optionsIn(folder.path, nowhere))).toMatchObject({
      ok: false,
      refusal: { code: 'key-unavailable' },
    });
  });
});

describe('The key file', () => {
  it.skipIf(process.platform === 'win32')('is readable by its owner only, also when it was not', () => {
    const keyFile = join(folder.path, 'key');
    const first = fileKeyStore(keyFile).obtain();
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    chmodSync(keyFile, 0o644);
    expect(fileKeyStore(keyFile).obtain()).toEqual(first);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['key']);
  });
});

describe('A migration', () => {
  const added = { version: MIGRATIONS.length + 1, sql: 'CREATE TABLE later (a TEXT) STRICT' };

  it('leaves a backup of the file as it was', () => {
    written();
    const migrated = openDatabase({ file, nowMs: 0, migrations: [...MIGRATIONS, added] });
    if (!migrated.ok) throw new Error(migrated.refusal.code);
    expect(migrated.value.pragma('user_version', { simple: true })).toBe(added.version);
    migrated.value.close();
    const copies = readdirSync(folder.path).filter((name) => name.includes('.before-'));
    expect(copies).toHaveLength(1);
    const place = join(folder.path, 'copy');
    mkdirSync(place);
    copyFileSync(join(folder.path, copies[0]!), join(place, 'journal.db'));
    copyFileSync(join(folder.path, 'journal.key'), join(place, 'journal.key'));
    const journal = opened(place);
    expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 3 } });
    journal.close();
  });

  it('that fails changes nothing', () => {
    written();
    const broken = {
      version: added.version,
      sql: 'CREATE TABLE later (a TEXT) STRICT; INSERT INTO nowhere VALUES (1)',
    };
    expect(() => openDatabase({ file, nowMs: 0, migrations: [...MIGRATIONS, broken] })).toThrow('nowhere');
    const journal = opened(folder.path);
    expect(journal.incident).toBeNull();
    expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 3 } });
    journal.close();
  });
});

describe('An error of SQLite or the file system', () => {
  it.each([
    ['SQLITE_NOTADB', 'not-a-database'],
    ['SQLITE_CORRUPT_VTAB', 'corrupt'],
    ['SQLITE_READONLY_DIRECTORY', 'read-only'],
    ['EROFS', 'read-only'],
    ['SQLITE_FULL', 'disk-full'],
    ['ENOSPC', 'disk-full'],
    ['SQLITE_BUSY', 'in-use'],
    ['SQLITE_IOERR_FSYNC', 'input-output'],
    ['SQLITE_CANTOPEN', 'cannot-open'],
    ['SQLITE_CONSTRAINT_UNIQUE', null],
    ['ERR_SOMETHING', null],
  ])('%s is classified', (code, fault) => {
    expect(fileFaultOf(Object.assign(new Error('x'), { code }))).toBe(fault);
  });
});

describe('A journal written by an earlier release', () => {
  // Written by the code of commit 6b87ef5, file version 2: eight notes and one entry about sync.
  const fixture = join(import.meta.dirname, 'fixtures', 'version-2');

  it('opens with every entry, goes on in the same chain and leaves no file behind', () => {
    cpSync(fixture, folder.path, { recursive: true });
    writeFileSync(`${file}.ballast`, 'the reserve of the earlier release');
    const journal = opened(folder.path);
    expect(journal.incident).toBeNull();
    expect(journal.chain).toBe('DKogWZuTSle5b2rBmSKwpPFmalviBSm1LMLfDt_Kcc0');
    expect(journal.head).toEqual({ seq: 9, hash: 'YNFRQn6ypsOXu1Q3ELesMqXqHbS081YNHzXo8dvNeJc' });
    expect(journal.state.count).toBe(8);
    expect(journal.diskReserve.held()).toBe(34);
    expect(journal.append([note('after the update')])[0]?.seq).toBe(10);
    expect(journal.verify()).toEqual({ ok: true, value: { chains: 1, entries: 10, erased: 0 } });
    journal.close();
    expect(asides()).toEqual([]);
  });
});
