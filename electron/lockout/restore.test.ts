import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreInput } from './restore.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-restore-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const held = (): string => path.join(folder, 'held');
const originals = (): string => path.join(folder, 'originals.json');
const run = () => restoreInput(folder, 'linux', () => undefined);

describe('restoring the input by hand', () => {
  it('has nothing to do where nothing was changed, or no lock ever was', async () => {
    expect(await run()).toBe('nothing-changed');
    expect(await restoreInput('/nowhere/sample', 'linux', () => undefined)).toBe('nothing-changed');
  });

  it('forgets that the lock was wanted', async () => {
    writeFileSync(held(), '');
    await run();
    expect(existsSync(held())).toBe(false);
  });

  it('puts back what was written down, and the file is gone then', async () => {
    // Off before the lock too, so nothing in the system has to be written.
    writeFileSync(originals(), JSON.stringify({ usbAutoprobe: false, known: [] }));
    expect(await run()).toBe('restored');
    expect(existsSync(originals())).toBe(false);
  });

  it('touches nothing while a helper lives', async () => {
    writeFileSync(held(), '');
    writeFileSync(originals(), '{}');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path.join(folder, 'lock.sock'), resolve));
    expect(await run()).toBe('held');
    expect([existsSync(held()), existsSync(originals())]).toEqual([true, true]);
    await new Promise((resolve) => server.close(resolve));
  });
});
