import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../shared/sync/wire.ts';
import { eraseSessions, eraseSettled, HEADERS_MS, pruneHeaders } from './erase.ts';
import type { Journal } from './journal.ts';
import { note, opened, SESSION, type Tally, TALLY, temporaryFolder } from './journal.fixture.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 22, 1, 2, 3);
const TOMORROW = { nowMs: START_MS + 25 * HOUR_MS, retentionMs: 24 * HOUR_MS };

let folder: ReturnType<typeof temporaryFolder>;
let journal: Journal<Tally>;
beforeEach(() => {
  folder = temporaryFolder();
  journal = opened(folder.path);
});
afterEach(() => {
  journal.ledger.connection.close();
  folder.remove();
});

function settle(seq: number): void {
  const receipt: Receipt = {
    ...{ chain: journal.chain, seq, hash: journal.ledger.hashAt(seq)!, epoch: 'e', keyId: 'k' },
    at: '2026-11-22T01:02:10.000Z',
    signature: 'A'.repeat(86),
  };
  journal.ledger.saveSyncState({ ackedSeq: seq, settledSeq: seq, receipt });
}
const bodies = (): readonly boolean[] => journal.read(1, 100).map((entry) => entry.body !== null);
const sealedOf = (seq: number): Buffer =>
  journal.ledger.connection.prepare('SELECT sealed FROM entries WHERE seq = ?').pluck().get(seq) as Buffer;
/** Whether the bytes lie anywhere in the files of the journal. */
const onDisk = (bytes: Buffer | string): boolean =>
  readdirSync(folder.path).some((name) => readFileSync(join(folder.path, name)).includes(bytes));

describe('Erasing', () => {
  it('takes what is settled and old enough, and says so in the chain', () => {
    journal.append([note('one'), note('two'), note('three')]);
    settle(2);
    expect(eraseSettled(journal, TOMORROW)).toBe(2);
    expect(bodies()).toEqual([false, false, true, true]);
    expect(journal.read(4, 1)[0]).toMatchObject({
      header: { type: 'journal.erased' },
      body: { chain: journal.chain, fromSeq: 1, toSeq: 2, count: 2 },
    });
    expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 4, erased: 2 } });
    expect(journal.ledger.record.erasedSeq).toBe(2);
  });

  it.each([
    ['what is not in every backup', 0, TOMORROW],
    ['anything before its time', 2, { ...TOMORROW, nowMs: START_MS + 23 * HOUR_MS }],
    ['anything while the clock is years behind', 2, { ...TOMORROW, nowMs: 0 }],
  ])('never takes %s', (_name, settledSeq, options) => {
    journal.append([note('one'), note('two')]);
    journal.ledger.saveSyncState({ ackedSeq: 2, settledSeq, receipt: null });
    expect(eraseSettled(journal, options)).toBe(0);
    expect(bodies()).toEqual([true, true]);
  });

  it('leaves no byte of a body on the disk, sealed or plain, in file or log', () => {
    const name = 'Planted-Name-Wisteria';
    journal.append([note(name)]);
    journal.append(Array.from({ length: 20 }, (_, n) => note(`${n} ${'y'.repeat(400)}`)));
    journal.checkpoint();
    const sealed = sealedOf(1);
    expect(onDisk(sealed)).toBe(true);
    expect(onDisk(sealed.subarray(28, 60))).toBe(true);
    settle(1);
    eraseSettled(journal, TOMORROW);
    expect(onDisk(sealed.subarray(28, 60))).toBe(false);
    expect(onDisk(sealed.subarray(0, 28))).toBe(false);
    expect(onDisk(name)).toBe(false);
    expect(readFileSync(join(folder.path, 'journal.db-wal')).length).toBe(0);
  });

  it('replaces the saved fold, which may hold what is finished', () => {
    journal.append(Array.from({ length: 6 }, (_, n) => note(`early ${n}`)));
    const saved = journal.ledger.connection.prepare('SELECT sealed FROM snapshot').pluck().get() as Buffer;
    journal.checkpoint();
    expect(onDisk(saved)).toBe(true);
    settle(3);
    eraseSettled(journal, TOMORROW);
    expect(onDisk(saved.subarray(0, 40))).toBe(false);
    const { state } = journal;
    journal.close();
    journal = opened(folder.path);
    expect(journal.state).toEqual(state);
  });

  it('leaves what a session still needs, so that it can be folded again', () => {
    journal.close();
    journal = opened(folder.path, { fold: { ...TALLY, version: 2, needs: () => [SESSION] } });
    journal.append([note('one'), { ...note('needed'), session: SESSION }, note('three')]);
    settle(3);
    expect(eraseSettled(journal, TOMORROW)).toBe(2);
    expect(bodies()).toEqual([false, true, false, true]);
    journal.close();
    journal = opened(folder.path, { fold: { ...TALLY, version: 3 } });
    expect(journal.entriesOfType(['station.note']).map((entry) => entry.body.detail)).toEqual(['needed']);
    settle(3);
    expect(eraseSettled(journal, TOMORROW)).toBe(1);
    expect(journal.ledger.record.erasedSeq).toBe(3);
  });

  it('never takes what the server got without its body', () => {
    journal.append([note('one'), note('two')]);
    const told = { ackedSeq: 2, settledSeq: 2, receipt: null };
    journal.ledger.saveSyncState(told, [], [1]);
    expect(eraseSettled(journal, TOMORROW)).toBe(1);
    expect(bodies()).toEqual([true, false, true]);
    expect(eraseSettled(journal, TOMORROW)).toBe(0);
  });

  it('takes the copies in former chains along, and nothing that only a former chain holds', () => {
    journal.append([note('shared'), note('carried')]);
    const former = journal.chain;
    journal.ledger.saveSyncState({ ackedSeq: 1, settledSeq: 0, receipt: null });
    journal.ledger.newChain({ reason: 'forked', lastCommonSeq: 1 });
    settle(1);
    expect(eraseSettled(journal, TOMORROW)).toBe(1);
    const left = journal.ledger.entries.range(former, 1, 10).map((row) => row.wire?.body != null);
    expect(left).toEqual([true, false]);
    expect(bodies()).toEqual([false, true]);
    expect(journal.verify()).toMatchObject({ ok: true });
  });

  it('is no reason to erase again', () => {
    journal.append([note('one')]);
    settle(1);
    expect(eraseSettled(journal, TOMORROW)).toBe(1);
    settle(2);
    const head = journal.head;
    expect(eraseSettled(journal, { ...TOMORROW, nowMs: TOMORROW.nowMs * 2 })).toBe(0);
    expect(journal.head).toEqual(head);
  });

  it('goes through more than one batch', () => {
    journal.append(Array.from({ length: 1200 }, (_, n) => note(String(n))));
    settle(1200);
    expect(eraseSettled(journal, { ...TOMORROW, nowMs: TOMORROW.nowMs + HOUR_MS })).toBe(1200);
    expect(journal.ledger.record.erasedSeq).toBe(1200);
  });
});

describe('Headers', () => {
  const LATER = START_MS + HEADERS_MS + 48 * HOUR_MS;

  it('go after 400 days, but for the last that was signed for, and the rest still verifies', () => {
    journal.append([note('one'), note('two'), note('three')]);
    settle(3);
    eraseSettled(journal, TOMORROW);
    expect(pruneHeaders(journal, TOMORROW.nowMs)).toBe(0);
    expect(pruneHeaders(journal, LATER)).toBe(2);
    expect(journal.read(1, 10).map((entry) => entry.header.seq)).toEqual([3, 4]);
    expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 2 } });
    journal.append([note('after')]);
    const { chain, head, state } = journal;
    journal.close();
    journal = opened(folder.path);
    expect(journal).toMatchObject({ incident: null, chain, head, state });
    expect(journal.ledger.hashAt(2)).toBe(journal.ledger.record.pruned?.hash);
    journal.close();
    // Another version of the fold starts from the first entry that is left.
    journal = opened(folder.path, { fold: { ...TALLY, version: 2 } });
    expect(journal.incident).toBeNull();
  });

  it('stay while a body is left before them', () => {
    journal.append([note('one'), note('two'), note('three')]);
    journal.ledger.saveSyncState({ ackedSeq: 3, settledSeq: 3, receipt: null }, [], [1]);
    settle(3);
    eraseSettled(journal, TOMORROW);
    expect(pruneHeaders(journal, LATER)).toBe(0);
  });
});

describe('Erasing visits where the institution is in the station', () => {
  const OTHER = '01890000-0000-7000-8000-00000000000b';
  const of = (session: string, detail: string) => ({ ...note(detail), session });

  it('takes every body of them, waits for no server, and says so in the chain', () => {
    journal.append([
      of(SESSION, 'one'),
      of(OTHER, 'kept'),
      of(SESSION, 'Planted-Name-Wisteria'),
      note('none'),
    ]);
    const sealed = sealedOf(3);
    expect(eraseSessions(journal, [SESSION])).toBe(2);
    expect(bodies()).toEqual([false, true, false, true, true]);
    expect(journal.read(5, 1)[0]?.body).toEqual({ chain: journal.chain, fromSeq: 1, toSeq: 3, count: 2 });
    expect(journal.entriesOfSession(SESSION)).toEqual([]);
    expect(journal.verify()).toMatchObject({ ok: true, value: { erased: 2 } });
    expect(onDisk(sealed.subarray(28, 60))).toBe(false);
    expect(eraseSessions(journal, [SESSION])).toBe(0);
  });

  it('leaves a visit that is not finished', () => {
    journal.close();
    journal = opened(folder.path, { fold: { ...TALLY, version: 2, needs: () => [SESSION] } });
    journal.append([of(SESSION, 'under way')]);
    expect(eraseSessions(journal, [SESSION])).toBe(0);
    expect(bodies()).toEqual([true]);
  });

  it('takes the copies in former chains along', () => {
    journal.append([of(SESSION, 'one'), of(SESSION, 'two')]);
    const former = journal.chain;
    journal.ledger.newChain({ reason: 'forked', lastCommonSeq: 0 });
    eraseSessions(journal, [SESSION]);
    const left = journal.ledger.entries.range(former, 1, 10).map((row) => row.wire?.body != null);
    expect(left).toEqual([false, false]);
    expect(journal.verify()).toMatchObject({ ok: true });
  });
});
