// The files that belong to the project: what git has, and what it would take in.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../setup/places.mjs';
import { Unmet } from '../setup/unmet.mjs';

function listed(): string {
  try {
    return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: repository,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    throw new Unmet(
      `git cannot list the project's files: run this in a git clone, with git installed (${String(error)}).`,
    );
  }
}

/** Paths from the repository's top, with `/`. */
export function projectFiles(): string[] {
  const paths = [...new Set(listed().split('\0'))].filter((path) => path !== '');
  return paths.filter((path) => existsSync(join(repository, path))).sort();
}

export function readText(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}
