// Unpacks a zip file with Node alone, a part at a time, so that nothing else need be installed first.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const longestComment = 65_535;

async function readAt(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the zip file ends too early');
  return buffer;
}

async function readDirectory(file) {
  const { size } = await file.stat();
  const tailLength = Math.min(size, endLength + longestComment);
  const tail = await readAt(file, size - tailLength, tailLength);
  let end = tail.length - endLength;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('this is not a zip file');
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('the zip directory is damaged');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
      position: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackEntry(archive, file, entry, target) {
  await mkdir(dirname(target), { recursive: true });
  const header = await readAt(file, entry.position, 30);
  const start = entry.position + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const sink = createWriteStream(target, { mode: entry.mode || 0o644 });
  if (entry.packedSize === 0) return pipeline(Readable.from([]), sink);
  const source = createReadStream(archive, {
    start,
    end: start + entry.packedSize - 1,
    highWaterMark: 1 << 20,
  });
  if (entry.method === 0) return pipeline(source, sink);
  if (entry.method === 8) return pipeline(source, createInflateRaw(), sink);
  throw new Error(`${entry.name} is packed by method ${entry.method}, which is not known here`);
}

/**
 * @param {string} archive
 * @param {string} folder where to
 * @param {(name: string) => string | undefined} place the entry's path below the folder; undefined leaves it out
 * @param {(done: number, all: number) => void} report bytes unpacked so far
 */
export async function unzip(archive, folder, place, report) {
  const file = await open(archive, 'r');
  try {
    const wanted = [];
    for (const entry of await readDirectory(file)) {
      const path = entry.name.endsWith('/') ? undefined : place(entry.name);
      if (path === undefined) continue;
      if (normalize(path).split(sep).includes('..')) throw new Error(`${entry.name} points outside`);
      wanted.push({ entry, target: join(folder, path) });
    }
    const all = wanted.reduce((sum, { entry }) => sum + entry.size, 0);
    let done = 0;
    for (const { entry, target } of wanted) {
      await unpackEntry(archive, file, entry, target);
      done += entry.size;
      report(done, all);
    }
  } finally {
    await file.close();
  }
}
