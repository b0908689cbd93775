import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { opened, temporaryFolder } from './journal.fixture.ts';

/** Runs the appender until it has printed `lines` lines, then kills it with SIGKILL. Returns what it printed. */
async function appendUntilKilled(folder: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'appender.fixture.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > lines) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return printed.split('\n').slice(0, -1);
}

it(
  'Everything that was said to be appended is there after kill -9, verifies, and is folded',
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder();
    let told = 0;
    for (const lines of [3, 40, 120]) {
      const printed = await appendUntilKilled(folder.path, lines);
      expect(printed.length).toBeGreaterThanOrEqual(lines);
      const journal = opened(folder.path);
      expect(journal.incident).toBeNull();
      for (const line of printed) {
        const [seq, hash] = line.split(' ');
        expect(journal.ledger.hashAt(Number(seq))).toBe(hash);
      }
      told += printed.length;
      const seq = journal.head!.seq;
      expect(seq).toBeGreaterThanOrEqual(told);
      expect(journal.verify()).toMatchObject({ ok: true, value: { entries: seq } });
      expect(journal.state.count).toBe(seq);
      journal.ledger.connection.close();
      told = seq;
    }
    folder.remove();
  },
);
