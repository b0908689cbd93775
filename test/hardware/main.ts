import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { build } from '../../scripts/build.ts';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { readOptions } from '../../scripts/options.ts';
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import { bundleForElectron, bundleForGuest } from './bundle.ts';
import { makeImage } from './image.ts';
import { NOT_BOOTED, runMachine } from './machine.ts';
import { missingTools } from './qemu.ts';

/**
 * `npm run test:hardware -- [--changes N] [--replugs N] [--cycles N] [--only PART] [--name PATTERN] [--quick]
 * [--helper program] [--deb FILE]`: the hardware room and the lock on a real kernel, in a virtual machine, with devices
 * plugged and unplugged. Exits with 0 and one line where that is impossible.
 */

const LIMIT_MS = 12 * 60_000;
const QUICK = { changes: '30', replugs: '3', cycles: '5' } as const;
/** Half of the lock's time together; the X11 suite tries the checklist too. */
const SLOW_TESTS = 'L07|both.are.killed|checklist';
/** Matches no name; an empty one would match the root of all tests. */
const NO_TEST = 'no.test.is.called.so';
/** What the guest's tests print when none ran: that proves nothing. */
const NOTHING_RAN = '# tests 0';
/** Each change or replug may take this long on a busy machine. */
const STEP_LIMIT_MS = 4000;
const TEST_LIMIT_MS = 120_000;
/** Electron alone needs minutes to start there. */
const ELECTRON_LIMIT_MS = 480_000;
/** The commands of IT start it four times in one test. */
const INSTALLED_LIMIT_MS = 900_000;
const MEMORY_MB = 640;
const ELECTRON_MEMORY_MB = 1536;
const { values } = readOptions({
  options: {
    /** Devices attached or detached in random order. */
    changes: { type: 'string', default: '60' },
    /** A keyboard unplugged and plugged while locked. */
    replugs: { type: 'string', default: '10' },
    /** Locked and unlocked. */
    cycles: { type: 'string', default: '20' },
    /**
     * `hardware`, `lock`, `service` (the lock under systemd), or what takes minutes and is not part of all: `electron` (the
     * station's runtime in the machine), `display` (in cage, a display that comes and goes), `installed` (the package, its
     * lock service in its own confinement), `locked-display` (the installed station, locked in cage, with a display that comes
     * and goes).
     */
    only: { type: 'string', default: 'all' },
    /** Only tests whose name matches; a full stop for each space. */
    name: { type: 'string', default: '.' },
    /** Fewer rounds and without the slowest tests, for continuous integration. */
    quick: { type: 'boolean', default: false },
    /** `program`: the lock's helper is the station's own production build, as installed. */
    helper: { type: 'string', default: 'bundle' },
    /** The package for `installed`; built where none is given. */
    deb: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function cacheFolder(): string {
  const { CHILD_LINK_CACHE: own, XDG_CACHE_HOME: base } = process.env;
  if (own !== undefined && own !== '') return path.resolve(own);
  return path.join(
    base !== undefined && base !== '' ? base : path.join(homedir(), '.cache'),
    'child-link-station',
  );
}

/** The package's files and scripts in a folder that the guest sees. */
function unpackedPackage(repository: string): string {
  const folder = path.join(repository, 'build/hardware/package');
  const made = path.join(repository, 'build/hardware/deb');
  for (const former of [folder, made]) rmSync(former, { recursive: true, force: true });
  if (values.deb === undefined)
    execFileSync(process.execPath, ['scripts/package.ts', '--linux', '--deb-only', '--out', made], {
      cwd: repository,
      stdio: 'inherit',
    });
  const deb = values.deb ?? path.join(made, readdirSync(made).find((name) => name.endsWith('.deb')) ?? '');
  execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
  return folder;
}

/** A visit that nobody supervised when its station was killed, made on this machine, in a folder that the guest sees. */
function recordedVisit(repository: string): Readonly<Record<string, string>> {
  const record = path.join(repository, 'build/hardware/record');
  const pictures = path.join(repository, 'build/hardware/pictures');
  for (const former of [record, pictures]) rmSync(former, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const run = (...command: readonly string[]): string =>
    execFileSync(process.execPath, command, {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  run('scripts/build.ts', 'end-to-end');
  const program = ['node', 'test/end-to-end/record-locked-visit.ts', record];
  const session = run('scripts/setup.mjs', 'test', '--', ...program).trim();
  return { record, session, pin: PRACTICE_PINS.facilitator };
}

async function main(): Promise<number> {
  const startedMs = performance.now();
  const isElectron = values.only === 'electron';
  const missing = await missingTools(say, values.only);
  if (missing !== null) {
    say(`hardware tests skipped: ${missing}`);
    return 0;
  }
  const repository = path.resolve(import.meta.dirname, '../..');
  if (/[\s,=]/.test(repository + cacheFolder())) {
    say(
      `hardware tests skipped: the kernel takes no folder with a space, a comma or an equals sign in its name`,
    );
    return 0;
  }
  let image;
  try {
    image = await makeImage(cacheFolder(), path.join(import.meta.dirname, 'guest'), say);
  } catch (error) {
    // No network and no cache.
    say(
      `hardware tests skipped: no kernel: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`,
    );
    return 0;
  }
  const { changes, replugs, cycles } = values.quick ? QUICK : values;
  const parameters = [
    `changes:${changes}`,
    `replugs:${replugs}`,
    `cycles:${cycles}`,
    `only:${values.only}`,
    // A service manager alone takes half a minute to start there.
    `service:${values.quick ? 0 : 1}`,
    `seed:${values.seed}`,
  ];
  await bundleForGuest(repository);
  const isProgram = values.helper === 'program';
  if (isProgram) await build('production');
  const helper = isProgram ? { helper: electronRuntime().binary } : {};
  const isLockedDisplay = values.only === 'locked-display';
  const isInstalled = values.only === 'installed' || isLockedDisplay;
  const installed = isInstalled ? { package: unpackedPackage(repository) } : {};
  const lockedVisit = isLockedDisplay ? recordedVisit(repository) : {};
  const isDisplay = values.only === 'display';
  const electron = {
    ...((isElectron || isDisplay) && { electron: electronRuntime().binary }),
    ...(isElectron && { program: await bundleForElectron(repository) }),
  };
  say(`starting the virtual machine (${parameters.join(' ')})`);
  const steps = Math.max(Number(changes), Number(replugs), Number(cycles));
  const runsElectron = isElectron || isDisplay || isProgram || isInstalled;
  const electronLimitMs = isInstalled ? INSTALLED_LIMIT_MS : ELECTRON_LIMIT_MS;
  const leastMs = runsElectron ? electronLimitMs : TEST_LIMIT_MS;
  const testLimitMs = Math.max(leastMs, steps * STEP_LIMIT_MS);
  let ranNothing = false;
  const start = (): Promise<number> =>
    runMachine({
      image,
      repository,
      hasDisplay: isDisplay || isLockedDisplay,
      memoryMb: runsElectron ? ELECTRON_MEMORY_MB : MEMORY_MB,
      words: {
        ...electron,
        ...helper,
        ...installed,
        ...lockedVisit,
        parameters: parameters.join(','),
        flags: process.execArgv.join(','),
        timeout: String(testLimitMs),
        pattern: values.name,
        skip: values.quick ? SLOW_TESTS : NO_TEST,
      },
      limitMs: LIMIT_MS + 2 * testLimitMs,
      onLine: (line) => {
        if (line === NOTHING_RAN) ranNothing = true;
        say(line);
      },
    });
  let code = await start();
  if (code === NOT_BOOTED) {
    say('the virtual machine did not start; once more');
    code = await start();
  }
  if (ranNothing && code === 0) {
    say('no test ran');
    code = 1;
  }
  say(
    `hardware tests: ${code === 0 ? 'passed' : `failed (${code})`} in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
  );
  return code;
}

process.exitCode = await main();
