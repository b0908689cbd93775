import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Ran } from '../machine.ts';

/** The longest that an installer takes here. */
const LIMIT_MS = 120_000;

/** A Windows by Wine, in a folder that starts empty. */
export class WineMachine {
  readonly environment: Readonly<Record<string, string>>;
  readonly #drive: string;
  #more: Readonly<Record<string, string>> = {};

  private constructor(folder: string) {
    this.#drive = path.join(folder, 'drive_c');
    this.environment = {
      WINEPREFIX: folder,
      WINEARCH: 'win64',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'winemenubuilder.exe,mscoree,mshtml=',
    };
  }

  static make(folder: string): WineMachine {
    const made = new WineMachine(folder);
    const { code, output } = made.#run('wineboot', ['--init']);
    if (code !== 0) throw new Error(`Wine does not start: ${output}`);
    return made;
  }

  /** Puts the stand-in in PowerShell's place, and says where the installer's stand-in plugin finds 7-Zip. */
  equip(powershell: string, sevenZip: string): void {
    const place = this.file('windows/system32/WindowsPowerShell/v1.0/powershell.exe');
    mkdirSync(path.dirname(place), { recursive: true });
    rmSync(place, { force: true });
    copyFileSync(powershell, place);
    this.#more = { CHILD_LINK_7ZA: `Z:${sevenZip.replaceAll('/', '\\')}` };
  }

  /** Where a path of drive C is on this machine. */
  file(name: string): string {
    return path.join(this.#drive, name);
  }

  run(program: string, ...parameters: readonly string[]): Ran {
    return this.#run('wine', [program, ...parameters]);
  }

  start(program: string, ...parameters: readonly string[]): ChildProcess {
    return spawn('wine', [program, ...parameters], { env: this.#full(), stdio: 'ignore' });
  }

  /** The files below a folder of drive C; none if it does not exist. */
  files(name: string): readonly string[] {
    const folder = this.file(name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  }

  end(): void {
    spawnSync('wineserver', ['-k'], { env: this.#full() });
    execFileSync('wineserver', ['-w'], { env: this.#full() });
  }

  #full(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.environment, ...this.#more };
  }

  #run(program: string, parameters: readonly string[]): Ran {
    const ended = spawnSync(program, parameters, {
      env: this.#full(),
      encoding: 'utf8',
      timeout: LIMIT_MS,
    });
    return { code: ended.status ?? -1, output: `${ended.stdout}${ended.stderr}` };
  }
}
