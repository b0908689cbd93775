import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../setup/places.mjs';

it.each(['package-lock.json', 'test/benchmark/package-lock.json'])(
  'every package in %s is held to its hash, those of other platforms too',
  (file) => {
    const { packages }: { packages: Record<string, { integrity?: string }> } = JSON.parse(
      readFileSync(join(repository, file), 'utf8'),
    );
    const entries = Object.entries(packages).filter(([name]) => name !== '');
    expect(entries.length).toBeGreaterThan(100);
    // npm leaves the hash out when it adds a package that it does not install here.
    expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  },
);
