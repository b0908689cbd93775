import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { z } from 'zod';

/** The system's original state, kept until everything changed has been put back. */
export class OriginalsFile<T> {
  readonly #file: string;
  readonly #schema: z.ZodType<T>;
  readonly #usual: T;

  /** `usual`: a system's default state, used for a file that cannot be read. */
  constructor(file: string, schema: z.ZodType<T>, usual: T) {
    this.#file = file;
    this.#schema = schema;
    this.#usual = usual;
  }

  /** Null when nothing is changed. A damaged file counts as the default state. */
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
      // Truncated or foreign content.
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
