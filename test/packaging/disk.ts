import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import koffi from 'koffi';

const SIZE = '8G';
/** linux/fs.h and ext4.h: end at once, and write nothing more, not even the log. */
const GOING_DOWN = 0x8004587d;
const WITHOUT_FLUSHING = 2;
const UNMOUNT_TRIES = 50;
const UNMOUNT_PAUSE_MS = 200;

/**
 * A disk of its own for a machine: ext4 in a file, mounted. `cutPower` loses what the system had not written to it, as a
 * computer does whose plug is pulled.
 */
export class Disk {
  readonly root: string;
  readonly #kept: string;
  #image: string;
  #copies = 0;
  #isMounted = false;

  constructor(folder: string, name: string) {
    this.root = path.join(folder, name);
    this.#image = path.join(folder, `${name}.ext4`);
    this.#kept = path.join(folder, `${name}-kept.ext4`);
  }

  format(): void {
    mkdirSync(this.root);
    execFileSync('truncate', ['--size', SIZE, this.#image]);
    execFileSync('mkfs.ext4', ['-q', this.#image]);
    this.mount();
  }

  mount(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.root]);
    this.#isMounted = true;
  }

  /** Call before the machine's processes are killed; unmount afterwards. */
  cutPower(): void {
    const ioctl = koffi.load('libc.so.6').func('int ioctl(int, unsigned long, uint32_t *)');
    const folder = openSync(this.root, 'r');
    const failed: unknown = ioctl(folder, GOING_DOWN, [WITHOUT_FLUSHING]);
    closeSync(folder);
    if (failed !== 0) throw new Error('the file system does not end');
  }

  /** Nothing where it is not mounted. */
  async unmount(): Promise<void> {
    if (!this.#isMounted) return;
    for (let tries = 1; ; tries += 1) {
      try {
        execFileSync('umount', [this.root], { stdio: 'ignore' });
        this.#isMounted = false;
        return;
      } catch (error) {
        // A process that was killed may still hold a file.
        if (tries === UNMOUNT_TRIES) throw error;
        await after(UNMOUNT_PAUSE_MS);
      }
    }
  }

  /** While it is not mounted. */
  keep(): void {
    copySparse(this.#image, this.#kept);
  }

  /**
   * As it was when it was kept; while it is not mounted. In a file of a new name: the kernel may still hold the blocks of the
   * former one.
   */
  restore(): void {
    rmSync(this.#image);
    this.#copies += 1;
    this.#image = this.#kept.replace('-kept', `-${this.#copies}`);
    copySparse(this.#kept, this.#image);
  }
}

function copySparse(from: string, to: string): void {
  execFileSync('cp', ['--sparse=always', '--reflink=auto', from, to]);
}
