import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { LOG_EVENTS } from '../../electron/platform/log-events.ts';
import { logEventsPage } from '../log-events.ts';
import { repository } from '../setup/places.mjs';

const CALL = /\b(?:report|onFault|stopForFault|unusable)\(\s*'([a-z]+(?:-[a-z]+)*)'/gu;
const sources = globSync('electron/**/*.ts', { cwd: repository }).filter(
  (file) => !/\.(?:test|fixture)\.ts$/u.test(file),
);

describe('Log events', () => {
  it('has every code that the program reports', () => {
    const codes = sources.flatMap((file) =>
      [...readFileSync(path.join(repository, file), 'utf8').matchAll(CALL)].map(([, code = '']) => code),
    );
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter((code) => !Object.hasOwn(LOG_EVENTS, code))).toEqual([]);
  });

  it('has no code that the program never names', () => {
    const named = sources
      .filter((file) => !file.endsWith('platform/log-events.ts'))
      .map((file) => readFileSync(path.join(repository, file), 'utf8'))
      .join('\n');
    expect(Object.keys(LOG_EVENTS).filter((code) => !named.includes(`'${code}'`))).toEqual([]);
  });

  it('gives no number twice, and only numbers that every log takes', () => {
    const ids = Object.values(LOG_EVENTS).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id > 100 && id < 1000).toBe(true);
  });

  it('is in docs/log-events.md', async () => {
    const file = path.join(repository, 'docs', 'log-events.md');
    const options = (await resolveConfig(file)) ?? {};
    expect(readFileSync(file, 'utf8')).toBe(await format(logEventsPage(), { ...options, filepath: file }));
  });
});
