import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { z } from 'zod';

/** What was changed in the system and how it was before; kept until it has been put back. */
export class OriginalsFile<T> {
  readonly #file: string;
  readonly #schema: z.ZodType<T>;
  readonly #usual: T;

  /** `usual`: what a system has by itself, for a file that cannot be understood. */
  constructor(file: string, schema: z.ZodType<T>, usual: T) {
    this.#file = file;
    this.#schema = schema;
    this.#usual = usual;
  }

  /** Null when nothing is changed. A damaged file counts as the usual state of a system. */
  read(): T | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      // No such file: nothing is changed.
      return null;
    }
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch {
      // Cut short or not ours.
      return this.#usual;
    }
  }

  /** On the disk before it returns, whole or not at all. */
  write(originals: T): void {
    const work = `${this.#file}.new`;
    const descriptor = openSync(work, 'w', 0o600);
    try {
      writeSync(descriptor, JSON.stringify(originals));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(work, this.#file);
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
