import { existsSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDiskReserve } from '../recovery/disk-reserve.ts';
import { JournalFault } from './faults.ts';
import type { Journal } from '../journal.ts';
import { note, opened, steppingClock, type Tally, TALLY, temporaryFolder } from '../journal.fixture.ts';
import { retentionMsOf, startMaintenance, type MaintenanceOptions } from '../maintenance.ts';

const realPragma = Object.getOwnPropertyDescriptor(Database.prototype, 'pragma')!
  .value as Database.Database['pragma'];
const MEGABYTE = 1024 * 1024;

let folder: ReturnType<typeof temporaryFolder>;
let journal: Journal<Tally>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'journal.db');
  journal = opened(folder.path, { diskReserveBytes: 2 * MEGABYTE });
});
afterEach(() => {
  journal.close();
  folder.remove();
});

const details = (): readonly string[] =>
  journal.entriesOfType(['station.note']).map((entry) => entry.body.detail);

type Work = (...values: never[]) => unknown;
type Transaction = Work & { readonly immediate: Work };
let nextFailure: { readonly code: string; readonly when: 'before' | 'after' } | null = null;

/** The next transaction fails as if the disk had: before anything reached it, or after everything did. */
function failNext(code: string, when: 'before' | 'after'): void {
  nextFailure = { code, when };
}

const realTransaction = Object.getOwnPropertyDescriptor(Database.prototype, 'transaction')!;
beforeAll(() => {
  Object.defineProperty(Database.prototype, 'transaction', {
    configurable: true,
    value(this: Database.Database, work: Work): Transaction {
      const real = (realTransaction.value as (work: Work) => Transaction).call(this, work);
      const immediate: Work = (...values) => {
        const failure = nextFailure;
        nextFailure = null;
        if (failure === null || failure.when === 'after') {
          const done = real.immediate(...values);
          if (failure === null) return done;
        }
        throw Object.assign(new Error(failure.code), { code: failure.code });
      };
      return Object.assign((...values: never[]) => real(...values), { immediate });
    },
  });
});
afterAll(() => Object.defineProperty(Database.prototype, 'transaction', realTransaction));

describe('After an error of input or output', () => {
  it.each(['before', 'after'] as const)(
    'the file is reopened and the entry is there once, when it failed %s reaching the disk',
    (when) => {
      journal.append([note('one')]);
      const former = journal.ledger.connection;
      failNext('SQLITE_IOERR_FSYNC', when);
      const [stored] = journal.append([note('two')]);
      expect(stored).toMatchObject({ seq: 2, body: { detail: 'two' } });
      expect(former.open).toBe(false);
      expect(details()).toEqual(['one', 'two']);
      expect(journal.state.count).toBe(2);
      expect(journal.append([note('three')])).toHaveLength(1);
      expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 3 } });
      expect(journal.ledger.connection.pragma('synchronous', { simple: true })).toBe(2);
    },
  );

  it('nothing is said to be written while the disk still refuses, and what landed is folded later', () => {
    journal.append([note('one')]);
    failNext('SQLITE_IOERR_FSYNC', 'after');
    let refusing = true;
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    pragma.mockImplementation(function (this: Database.Database, source, options) {
      if (refusing && source.startsWith('wal_checkpoint')) {
        throw Object.assign(new Error('no'), { code: 'SQLITE_IOERR_FSYNC' });
      }
      return realPragma.call(this, source, options);
    });
    expect(() => journal.append([note('landed')])).toThrow(expect.objectContaining({ code: 'input-output' }));
    expect(() => journal.append([note('refused')])).toThrow(
      expect.objectContaining({ code: 'input-output' }),
    );
    expect(journal.state.count).toBe(1);
    refusing = false;
    const [stored] = journal.append([note('after')]);
    pragma.mockRestore();
    expect(stored).toMatchObject({ seq: 3, body: { detail: 'after' } });
    expect(details()).toEqual(['one', 'landed', 'after']);
    const { state } = journal;
    expect(state.count).toBe(3);
    journal.ledger.connection.exec('DELETE FROM snapshot');
    journal.close();
    journal = opened(folder.path, { fold: { ...TALLY, version: 2 } });
    expect(journal.state).toEqual(state);
  });

  it('nothing is written any more when the reopened file lacks what was said to be written', () => {
    journal.append([note('one')]);
    journal.append([note('two')]);
    failNext('SQLITE_IOERR_WRITE', 'before');
    journal.ledger.connection.exec('DROP TRIGGER entries_stay; DELETE FROM entries WHERE seq = 2');
    expect(() => journal.append([note('three')])).toThrow(JournalFault);
    expect(journal.ledger.fault?.code).toBe('corrupt');
    expect(() => journal.append([note('four')])).toThrow(expect.objectContaining({ code: 'corrupt' }));
    expect(() => journal.entriesOfType(['station.note'])).toThrow(JournalFault);
    journal.close();
    journal = opened(folder.path);
    expect(journal.incident).toMatchObject({ code: 'behind' });
  });

  it('what sync wrote is tried again by the maintenance', () => {
    const faults: string[] = [];
    const maintenance = startMaintenance(maintenanceOptions((code) => faults.push(code)));
    failNext('SQLITE_IOERR_FSYNC', 'before');
    expect(() => journal.ledger.saveSyncState({ ackedSeq: 0, settledSeq: 0, receipt: null })).toThrow(
      JournalFault,
    );
    expect(journal.ledger.fault).not.toBeNull();
    maintenance.turn();
    expect(journal.ledger.fault).toBeNull();
    expect(faults).toEqual([]);
    maintenance.stop();
  });
});

describe('On a full disk', () => {
  it('the disk reserve makes room for the last entries of a session', () => {
    expect(journal.diskReserve.topUp(MEGABYTE)).toBe(false);
    expect(journal.diskReserve.topUp(MEGABYTE)).toBe(true);
    expect(statSync(`${file}.ballast`).size).toBe(2 * MEGABYTE);
    journal.append([note('one')]);
    failNext('SQLITE_FULL', 'before');
    expect(journal.append([note('two')])).toHaveLength(1);
    expect(details()).toEqual(['one', 'two']);
    expect(existsSync(`${file}.ballast`)).toBe(false);
    expect(journal.diskReserve.held()).toBe(0);
  });

  it('nothing is written once the disk reserve is spent, and nothing is lost', () => {
    journal.append([note('one')]);
    failNext('SQLITE_FULL', 'before');
    expect(() => journal.append([note('two')])).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(journal.append([note('three')])).toHaveLength(1);
    expect(details()).toEqual(['one', 'three']);
  });

  it('no disk reserve is made where the disk has not as much room beside it', () => {
    const tooMuch = openDiskReserve(join(folder.path, 'huge'), Number.MAX_SAFE_INTEGER);
    expect(tooMuch.topUp(MEGABYTE)).toBe(false);
    expect(tooMuch.held()).toBe(0);
    expect(tooMuch.release()).toBe(false);
  });

  it('a folder that is gone is no reason to fail', () => {
    const nowhere = openDiskReserve(join(folder.path, 'none', 'journal.db'), MEGABYTE);
    expect([nowhere.held(), nowhere.topUp(MEGABYTE), nowhere.release()]).toEqual([0, false, false]);
  });
});

function maintenanceOptions(onFault: (code: string) => void): MaintenanceOptions<Tally> {
  const clock = steppingClock();
  const timers = { after: () => () => undefined };
  return { journal, clock, timers, retentionMs: () => 24 * 3_600_000, onFault };
}

describe('The maintenance', () => {
  it('fills the disk reserve, empties the log and removes old backups', () => {
    journal.append([note('one')]);
    const backup = `${file}.before-20260101T000000Z`;
    writeFileSync(backup, 'old');
    utimesSync(backup, new Date(0), new Date(0));
    const maintenance = startMaintenance(maintenanceOptions(() => undefined));
    journal.append([note('two')]);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    maintenance.turn();
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(statSync(`${file}.ballast`).size).toBe(2 * MEGABYTE);
    expect(existsSync(backup)).toBe(false);
    maintenance.stop();
  });

  it('finds an entry that no longer verifies, however long ago it was written', () => {
    journal.append(Array.from({ length: 1200 }, (_, n) => note(String(n))));
    journal.ledger.connection.exec('DROP TRIGGER entries_only_lose_their_body');
    journal.ledger.connection.exec('UPDATE entries SET sealed = zeroblob(60) WHERE seq = 700');
    const faults: string[] = [];
    const maintenance = startMaintenance(maintenanceOptions((code) => faults.push(code)));
    maintenance.turn();
    expect(maintenance.damage()).toBeNull();
    for (let turns = 0; turns < 3; turns += 1) maintenance.turn();
    expect(maintenance.damage()).toEqual({ code: 'body-unreadable', chain: journal.chain, seq: 700 });
    expect(faults).toEqual(['journal-damaged']);
    maintenance.stop();
  });

  it('says so when the disk refuses, and goes on', () => {
    const faults: string[] = [];
    const maintenance = startMaintenance(maintenanceOptions((code) => faults.push(code)));
    journal.append([note('one')]);
    rmSync(`${file}.ballast`, { force: true });
    const { connection } = journal.ledger;
    Object.defineProperty(connection, 'pragma', {
      configurable: true,
      value: () => {
        throw Object.assign(new Error('no'), { code: 'SQLITE_FULL' });
      },
    });
    maintenance.turn();
    expect(faults).toEqual(['journal-unwritable']);
    Reflect.deleteProperty(connection, 'pragma');
    maintenance.turn();
    expect(faults).toHaveLength(1);
    maintenance.stop();
  });
});

it.each([
  [{ hours: 48 }, 48],
  [{ hours: 0 }, 0],
  [{ hours: -1 }, 24],
  [{ hours: 'long' }, 24],
  [undefined, 24],
  [null, 24],
])('The setting %j keeps bodies for %i hours', (setting, hours) => {
  expect(retentionMsOf(setting)).toBe(hours * 3_600_000);
});
