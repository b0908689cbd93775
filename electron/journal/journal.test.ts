import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chainId, verifyEntry } from '../../shared/sync/chain.ts';
import type { Head } from '../../shared/sync/wire.ts';
import { EntryRejected, JournalFault } from './sqlite/faults.ts';
import { identityOf, note, opened, SESSION, TALLY, temporaryFolder } from './journal.fixture.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

describe('A journal', () => {
  it('chains what it appends, folds it, and gives it its place', () => {
    const journal = opened(folder.path);
    const [first, second] = journal.append([note('one'), note('two')]);
    expect(first).toMatchObject({
      type: 'station.note',
      body: { detail: 'one' },
      seq: 1,
      chain: journal.chain,
    });
    expect(journal.head).toEqual({ seq: 2, hash: second!.hash });
    expect(journal.state.count).toBe(2);

    let head: Head | null = null;
    for (const entry of journal.read(1, 10)) {
      const verified = verifyEntry(journal.chain, head, entry);
      expect(verified.ok).toBe(true);
      head = verified.ok ? verified.value : null;
    }
    expect(head).toEqual(journal.head);
    journal.close();
  });

  it('keeps its entries, head, state and chain over a restart', () => {
    const before = opened(folder.path);
    before.append([note('one')]);
    before.append([note('two')]);
    const { state, head, chain } = before;
    const entries = before.read(1, 10);
    before.close();

    const after = opened(folder.path);
    expect(after).toMatchObject({ state, head, chain, incident: null });
    expect(after.read(1, 10)).toEqual(entries);
    after.close();
  });

  it('folds to the same state from a snapshot and its tail as from the first entry', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 20, unit: 'binary' }), { maxLength: 4 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (batches, snapshotEvery, closes) => {
          const place = temporaryFolder();
          const journal = opened(place.path, { snapshotEvery });
          for (const batch of batches) journal.append(batch.map(note));
          const { state } = journal;
          if (closes) journal.close();
          else journal.ledger.connection.close();

          const fromSnapshot = opened(place.path, { snapshotEvery });
          expect(fromSnapshot.state).toEqual(state);
          fromSnapshot.ledger.connection.close();
          const evolve = vi.fn(TALLY.evolve);
          const fromFirst = opened(place.path, { fold: { ...TALLY, evolve, version: 2 } });
          expect(fromFirst.state).toEqual(state);
          expect(evolve).toHaveBeenCalledTimes(batches.flat().length);
          fromFirst.close();
          place.remove();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('folds only the tail when it opens', () => {
    const before = opened(folder.path, { snapshotEvery: 10 });
    for (let n = 1; n <= 23; n += 1) before.append([note(String(n))]);
    before.ledger.connection.close();
    const evolve = vi.fn(TALLY.evolve);
    const after = opened(folder.path, { fold: { ...TALLY, evolve } });
    expect(evolve).toHaveBeenCalledTimes(3);
    after.close();
  });

  it('refuses an entry too large for the wire before anything of its batch is written', () => {
    const journal = opened(folder.path);
    journal.append([note('before')]);
    const result = { verdict: 'pass', detail: 'x'.repeat(300) } as const;
    const checks = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`check-${n}`, result]));
    const oversized = {
      type: 'settings.confirmed',
      body: { checks },
      actor: 'station',
      session: null,
    } as const;
    expect(() => journal.append([note('kept out'), oversized])).toThrow(
      expect.objectContaining({ name: 'EntryRejected', code: 'entry-too-large' }),
    );
    expect(journal.head?.seq).toBe(1);
    expect(journal.read(1, 10)).toHaveLength(1);
    journal.close();
  });

  it.each([
    ['a body of another shape', { ...note(''), body: { code: 1 } }, 'body-invalid'],
    [
      'a fraction, which other languages write in other ways',
      {
        type: 'notice.finished',
        body: { version: 'v', seconds: 1.5, readAloud: true, questionsAnswered: true },
        actor: 'staff-1',
        session: SESSION,
      },
      'body-invalid',
    ],
    ['a session that is no uuid', { ...note(''), session: 'today' }, 'header-invalid'],
  ])('refuses %s', (_name, draft, code) => {
    const journal = opened(folder.path);
    const append = journal.append.bind(journal) as (drafts: readonly unknown[]) => unknown;
    expect(() => append([draft])).toThrow(EntryRejected);
    expect(() => append([draft])).toThrow(expect.objectContaining({ code }));
    expect(journal.head).toBeNull();
    journal.close();
  });

  it('writes nothing and keeps its state when the disk is full, and goes on when there is room', () => {
    const journal = opened(folder.path);
    journal.append([note('before')]);
    const { state, head } = journal;
    const { connection } = journal.ledger;
    const pages = Number(connection.pragma('page_count', { simple: true }));
    connection.pragma(`max_page_count = ${pages}`);
    const many = Array.from({ length: 40 }, (_, n) => note(`${n} ${'x'.repeat(400)}`));
    expect(() => journal.append(many)).toThrow(JournalFault);
    expect(() => journal.append(many)).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(journal.state).toEqual(state);
    expect(journal.head).toEqual(head);
    connection.pragma('max_page_count = 1000000');
    expect(journal.append(many)).toHaveLength(40);
    expect(journal.verify()).toMatchObject({ ok: true, value: { entries: 41 } });
    journal.close();
  });

  it('writes nothing when the fold throws', () => {
    const evolve = vi.fn(TALLY.evolve).mockImplementationOnce(() => {
      throw new Error('a bug');
    });
    const journal = opened(folder.path, { fold: { ...TALLY, evolve } });
    expect(() => journal.append([note('one')])).toThrow('a bug');
    expect(journal.head).toBeNull();
    expect(journal.append([note('one')])).toHaveLength(1);
    journal.close();
  });

  it('keeps no plain body on the disk', () => {
    const journal = opened(folder.path);
    journal.append([note('a-name-that-must-not-be-found')]);
    journal.close();
    expect(filesOf(folder.path).some((content) => content.includes('a-name-that-must-not'))).toBe(false);
  });

  it('finds entries of some types in a period, oldest first, and those of a session', () => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    const [request] = journal.append([
      { type: 'lock.requested', body: {}, actor: 'station', session: SESSION },
    ]);
    journal.append([note('two')]);
    expect(journal.entriesOfType(['station.note']).map((entry) => entry.body.detail)).toEqual(['one', 'two']);
    expect(
      journal.entriesOfType(['station.note'], { fromMs: request!.at }).map((entry) => entry.body.detail),
    ).toEqual(['two']);
    expect(
      journal.entriesOfType(['station.note'], { untilMs: request!.at }).map((entry) => entry.body.detail),
    ).toEqual(['one']);
    expect(journal.entriesOfSession(SESSION)).toEqual([request]);
    journal.close();
  });
});

describe('A journal whose station is enrolled', () => {
  it('goes on in a new chain that names the old one and carries its entries over, folding none twice', () => {
    const before = opened(folder.path);
    const written = before.append([note('one'), note('two')]);
    const { state, chain, head } = before;
    before.ledger.adopt(identityOf('st_0001'));
    expect(before.chain).not.toBe(chain);
    const genesis = before.ledger.record.genesis;
    expect(genesis).toMatchObject({
      station: 'st_0001',
      reason: 'enrolled',
      previousChain: chain,
      previousHead: head,
    });
    expect(chainId(genesis)).toBe(before.chain);
    const carried = before.read(1, 10);
    expect(carried.map((entry) => entry.header.id)).toEqual(written.map((entry) => entry.id));
    expect(carried.map((entry) => entry.header.at)).toEqual(
      before.ledger.entries.range(chain, 1, 10).map((row) => row.wire?.header.at),
    );
    expect(carried[1]!.body).toEqual({ ...written[1]!.body, carriedFrom: { chain, seq: 2 } });
    expect(before.entriesOfType(['station.note'])).toHaveLength(2);
    before.append([note('three')]);
    const after = before.state;
    before.ledger.connection.close();

    const reopened = opened(folder.path, { identity: identityOf('st_0001'), fold: { ...TALLY, version: 2 } });
    expect(reopened.state).toEqual(after);
    expect(reopened.state.count).toBe(state.count + 1);
    expect(reopened.head?.seq).toBe(3);
    expect(reopened.verify()).toEqual({ ok: true, value: { chains: 2, entries: 5, erased: 0 } });
    reopened.close();
  });

  it('does so when it opens, if the app died in between', () => {
    const before = opened(folder.path);
    before.append([note('one')]);
    before.close();
    const after = opened(folder.path, { identity: identityOf('st_0001') });
    expect(after.ledger.record.genesis.station).toBe('st_0001');
    expect(after.head?.seq).toBe(1);
    after.close();
  });
});

describe('Verifying', () => {
  function tampered(sql: string): unknown {
    const journal = opened(folder.path);
    journal.append([note('one'), note('two'), note('three')]);
    const { connection } = journal.ledger;
    for (const trigger of ['entries_are_frozen', 'entries_only_lose_their_body', 'entries_stay'])
      connection.exec(`DROP TRIGGER ${trigger}`);
    connection.exec(sql);
    const result = journal.verify();
    connection.close();
    return result;
  }

  it.each([
    [
      'a header was changed',
      `UPDATE entries SET header = replace(header, '"actor":"station"', '"actor":"staff-1"') WHERE seq = 2`,
      'hash-mismatch',
      2,
    ],
    ['a header is not JSON', `UPDATE entries SET header = 'x' WHERE seq = 2`, 'header-unreadable', 2],
    ['an entry is gone', 'DELETE FROM entries WHERE seq = 2', 'seq-mismatch', 3],
    ['a body was changed', `UPDATE entries SET sealed = zeroblob(60) WHERE seq = 2`, 'body-unreadable', 2],
    [
      'a body was put in another place',
      `UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE seq = 1) WHERE seq = 2`,
      'body-unreadable',
      2,
    ],
    [
      'the chain got another name',
      `UPDATE chains SET genesis = replace(genesis, '1.0.0', '1.0.1')`,
      'genesis-mismatch',
      0,
    ],
  ])('names the place where %s', (_name, sql, code, seq) => {
    expect(tampered(sql)).toMatchObject({ ok: false, refusal: { code, seq } });
  });

  it('lets an erased body pass and counts it', () => {
    expect(tampered('UPDATE entries SET sealed = NULL WHERE seq = 2')).toMatchObject({
      ok: true,
      value: { entries: 3, erased: 1 },
    });
  });

  it('misses a tail that the server has signed for', () => {
    const journal = opened(folder.path);
    journal.append([note('one'), note('two')]);
    const hash = journal.head!.hash;
    const receipt = {
      chain: journal.chain,
      seq: 2,
      hash,
      epoch: 'e',
      at: '2026-11-22T01:02:10.000Z',
      keyId: 'k',
      signature: 'A'.repeat(86),
    };
    journal.ledger.saveSyncState({ ackedSeq: 2, settledSeq: 0, receipt });
    journal.ledger.connection.exec('DROP TRIGGER entries_stay');
    journal.ledger.connection.exec('DELETE FROM entries WHERE seq = 2');
    expect(journal.verify()).toMatchObject({ ok: false, refusal: { code: 'receipt-mismatch', seq: 2 } });
    journal.ledger.connection.close();
  });
});

describe('The file itself', () => {
  it.each([
    ['changed', `UPDATE entries SET type = 'x'`],
    ['removed', 'DELETE FROM entries'],
    ['given another body', 'UPDATE entries SET sealed = zeroblob(40)'],
  ])('does not let an entry be %s', (_name, sql) => {
    const journal = opened(folder.path);
    journal.append([note('one')]);
    expect(() => journal.ledger.connection.exec(sql)).toThrow(/append-only|only ever erased/);
    journal.close();
  });
});
function filesOf(path: string): readonly Buffer[] {
  return readdirSync(path).map((name) => readFileSync(join(path, name)));
}
