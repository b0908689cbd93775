import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { helperArguments, helperOptions, helperStart, workerArguments } from './helper-start.ts';
import { helperParts } from './start-helper.ts';

const RIGHT = helperArguments('/run/sample');
const AT = RIGHT.indexOf('--lock-helper');

describe('what the program was started as', () => {
  it.each([[[]], [['--remote-debugging-port=9444']], [['status', '--json']]])(
    'is the station’s to judge without the mark: %j',
    (given) => {
      expect(helperStart(given)).toEqual({ kind: 'station' });
    },
  );

  it('is the helper with exactly its arguments', () => {
    expect(helperStart(RIGHT)).toEqual({
      kind: 'helper',
      options: {
        state: '/run/sample',
        shared: false,
        stay: false,
        mortal: false,
        restore: false,
        worker: false,
        allow: [],
      },
    });
    expect(
      helperStart([...RIGHT, '--shared', '--stay', '--allow', '0b0e:0e41', '--allow', '046d:0825']),
    ).toMatchObject({
      kind: 'helper',
      options: { shared: true, stay: true, allow: ['0b0e:0e41', '046d:0825'] },
    });
  });

  it.each([
    ['the mark alone', ['--lock-helper', '--state', '/run/sample']],
    ['a switch more before the mark', ['--remote-debugging-port=9444', ...RIGHT]],
    ['a switch more among them', RIGHT.toSpliced(1, 0, '--js-flags=--expose-gc')],
    ['a switch less', RIGHT.slice(1)],
    ['the switches in another order', [RIGHT[1] ?? '', RIGHT[0] ?? '', ...RIGHT.slice(2)]],
    ['a switch after the mark', [...RIGHT, '--remote-debugging-port=9444']],
    ['a word after the mark', [...RIGHT, '/tmp/elsewhere.js']],
    ['a second mark', [...RIGHT, '--lock-helper']],
    ['no folder', RIGHT.slice(0, AT + 1)],
    ['a folder without a name', [...RIGHT.slice(0, AT + 2), '']],
  ])('is refused with %s', (_what, given) => {
    expect(helperStart(given)).toMatchObject({ kind: 'refused' });
  });

  it('stays the same for the worker, which is marked as one, once', () => {
    const argv = ['/opt/sample/program', ...RIGHT, '--shared'];
    const worker = workerArguments(argv);
    expect(helperStart(worker)).toMatchObject({ kind: 'helper', options: { worker: true, shared: true } });
    expect(workerArguments(['/opt/sample/program', ...worker])).toEqual(worker);
  });

  it('needs no switches where a plain Node runs it', () => {
    expect(helperOptions(['node', 'lock-helper.mjs', '--lock-helper', '--state', '/x'])).toMatchObject({
      kind: 'helper',
      options: { state: '/x' },
    });
  });
});

describe('where the helper is', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-parts-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const parts = {
    platform: 'linux' as const,
    program: '/nowhere/program',
    appFolder: null,
    dataFolder: '/var/sample',
    isPractice: false,
    report: () => undefined,
  };

  it('is the service’s folder where the service is, and nothing is started', () => {
    expect(helperParts(parts, folder)).toEqual({ folder, start: null });
  });

  it('is the station’s own folder elsewhere, and a helper can be started', () => {
    expect(helperParts(parts, '/nowhere')).toEqual({
      folder: path.join('/var/sample', 'lock'),
      start: expect.any(Function),
    });
  });

  it('a program that is not there is reported and throws nothing', async () => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'child-link-parts-'));
    const reported = await new Promise<string>((resolve) => {
      helperParts({ ...parts, dataFolder, report: (code) => resolve(code) }, '/nowhere').start?.();
    });
    expect(reported).toBe('lock-helper-not-started');
    rmSync(dataFolder, { recursive: true });
  });
});
