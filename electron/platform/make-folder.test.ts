import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('a folder', () => {
  it('is made with those above it, and left alone when it is there', () => {
    const top = mkdtempSync(path.join(tmpdir(), 'child-link-folder-'));
    const deep = path.join(top, 'a', 'b');
    makeFolder(deep, 0o700);
    makeFolder(deep, 0o700);
    // Windows knows no modes: there the folder's rights protect it.
    expect(statSync(deep).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
    rmSync(top, { recursive: true });
  });

  it('below a file, or where none can be made, is an error and not a wait without end', () => {
    const top = mkdtempSync(path.join(tmpdir(), 'child-link-folder-'));
    writeFileSync(path.join(top, 'file'), '');
    expect(() => makeFolder(path.join(top, 'file', 'x'))).toThrow(/ENOTDIR|ENOENT/u);
    rmSync(top, { recursive: true });
    if (process.platform === 'linux') expect(() => makeFolder('/proc/child-link/x')).toThrow(/ENOENT/u);
  });
});
