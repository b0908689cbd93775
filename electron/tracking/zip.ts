import { crc32, createDeflateRaw } from 'node:zlib';

/** Takes the next bytes of a file and resolves when it wants more. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Sizes follow the content, names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1 January 1980, the first day that the format knows: the same content gives the same file. */
const DATE = 0x0021;
const MAX_BYTES = 0xffff_ffff;

interface Stored {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
}

/** A ZIP archive that is written as it comes: nothing of it is held but the names and sizes of its files. */
export class ZipWriter {
  readonly #sink: Sink;
  readonly #files: Stored[] = [];
  #at = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Adds one file, packed; its content comes in pieces. Below 4 GiB each and all together. */
  async add(name: string, content: Iterable<string> | AsyncIterable<string>): Promise<void> {
    const bytes = Buffer.from(name, 'utf8');
    const offset = this.#at;
    await this.#write(
      header(LOCAL, [VERSION, FLAGS, DEFLATED, 0, DATE], [0, 0, 0], [bytes.length, 0]),
      bytes,
    );
    let [crc, plain, packed] = [0, 0, 0];
    const deflate = createDeflateRaw();
    const writing = (async () => {
      for await (const piece of deflate) {
        const part: Uint8Array = piece;
        packed += part.length;
        await this.#write(part);
      }
    })();
    for await (const piece of content) {
      const part = Buffer.from(piece, 'utf8');
      crc = crc32(part, crc);
      plain += part.length;
      if (!deflate.write(part)) await new Promise((resolve) => deflate.once('drain', resolve));
    }
    deflate.end();
    await writing;
    if (Math.max(plain, packed, this.#at) > MAX_BYTES) throw new Error('Too large for a ZIP archive');
    await this.#write(header(DESCRIPTOR, [], [crc, packed, plain], []));
    this.#files.push({ name: bytes, offset, crc, packed, plain });
  }

  /** Writes the directory; nothing can be added afterwards. */
  async end(): Promise<void> {
    const start = this.#at;
    for (const { name, offset, crc, packed, plain } of this.#files) {
      await this.#write(
        header(
          CENTRAL,
          [VERSION, VERSION, FLAGS, DEFLATED, 0, DATE],
          [crc, packed, plain],
          [name.length, 0, 0, 0, 0],
        ),
        words32([0, offset]),
        name,
      );
    }
    const count = this.#files.length;
    await this.#write(header(END, [0, 0, count, count], [this.#at - start, start], [0]));
  }

  async #write(...parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) {
      this.#at += part.length;
      await this.#sink(part);
    }
  }
}

/** A record of the format: its signature, then numbers of two, four and two bytes. */
function header(
  signature: number,
  shorts: readonly number[],
  longs: readonly number[],
  rest: readonly number[],
): Uint8Array {
  return Buffer.concat([words32([signature]), words16(shorts), words32(longs), words16(rest)]);
}

function words16(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return bytes;
}

function words32(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
}
