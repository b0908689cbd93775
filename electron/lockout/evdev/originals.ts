import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** What was changed in the system and how it was before; kept until it has been put back. */
export const Originals = z.object({
  usbAutoprobe: z.boolean(),
  /** `vendor:product` of headsets and webcams that were attached when the lock was taken. */
  known: z.array(z.string()),
});
export type Originals = z.infer<typeof Originals>;

export class OriginalsFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Null when nothing is changed. A damaged file counts as the usual state of a system. */
  read(): Originals | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      // No such file: nothing is changed.
      return null;
    }
    try {
      return Originals.parse(JSON.parse(text));
    } catch {
      // Cut short or not ours: what a system has by itself.
      return { usbAutoprobe: true, known: [] };
    }
  }

  /** On the disk before it returns, whole or not at all. */
  write(originals: Originals): void {
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
