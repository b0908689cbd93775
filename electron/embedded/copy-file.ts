import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { ascii, sha256, toB64u } from '../../shared/sync/encoding.ts';

/**
 * One file that holds a whole station, sealed: a line of JSON, then the parts one after the other under AES-256-GCM with that
 * line as additional data, then the tag.
 */
const Header = z.strictObject({
  format: z.literal('child-link-copy'),
  v: z.literal(1),
  /** Instant. */
  at: z.string(),
  /** Says whether a key is the wrong one, and nothing else about it. */
  keyId: z.string(),
  /** 16 and 12 bytes. */
  salt: z.string().regex(/^[\w-]{22}$/u),
  nonce: z.string().regex(/^[\w-]{16}$/u),
  parts: z
    .array(z.strictObject({ name: z.string().regex(/^[a-z][a-z.]{0,39}$/u), size: z.int().nonnegative() }))
    .refine((parts) => new Set(parts.map(({ name }) => name)).size === parts.length),
});
type Header = z.infer<typeof Header>;

export const COPY_ENDING = '.clcopy';

export type CopyRefusal = 'not-a-copy' | 'copy-wrong-key' | 'copy-damaged';
export type CopyPart = { readonly name: string; readonly file: string };

const MAX_HEADER_BYTES = 4096;
const TAG_BYTES = 16;

/** Writes a copy and syncs it. Throws errors of node:fs and leaves no part of a file. `key`: 32 bytes. */
export async function writeCopy(
  file: string,
  key: Uint8Array,
  { at, parts }: { readonly at: string; readonly parts: readonly CopyPart[] },
): Promise<void> {
  const sized = await Promise.all(
    parts.map(async ({ name, file: source }) => ({ name, size: (await stat(source)).size })),
  );
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const header: Header = {
    ...{ format: 'child-link-copy', v: 1, at, keyId: keyIdOf(key) },
    ...{ salt: toB64u(salt), nonce: toB64u(nonce), parts: sized },
  };
  const line = Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
  const cipher = createCipheriv('aes-256-gcm', fileKey(key, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(line);
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(line);
    for (const { file: source } of parts)
      for await (const chunk of chunksOf(source)) await handle.writeFile(cipher.update(chunk));
    await handle.writeFile(cipher.final());
    await handle.writeFile(cipher.getAuthTag());
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Writes the parts of a copy into a folder that exists, or only checks it where `folder` is null. What a refused copy has
 * written is worthless: the caller removes the folder. Throws errors of node:fs.
 */
export async function readCopy(
  file: string,
  key: Uint8Array,
  folder: string | null,
): Promise<Result<{ readonly at: string; readonly names: readonly string[] }, CopyRefusal>> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const line = await headerLine(handle);
    const header = line === null ? null : parseHeader(line);
    if (line === null || header === null) return refuse('not-a-copy');
    if (header.keyId !== keyIdOf(key)) return refuse('copy-wrong-key');
    const wanted = header.parts.reduce((sum, part) => sum + part.size, 0);
    if (size !== line.length + wanted + TAG_BYTES) return refuse('copy-damaged');
    const salt = Buffer.from(header.salt, 'base64url');
    const nonce = Buffer.from(header.nonce, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', fileKey(key, salt), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(line);
    decipher.setAuthTag(await read(handle, size - TAG_BYTES, TAG_BYTES));
    let at = line.length;
    for (const { name, size: length } of header.parts) {
      const out = folder === null ? null : await open(path.join(folder, name), 'wx', 0o600);
      try {
        for (const end = at + length; at < end;) {
          const sealed = await read(handle, at, Math.min(CHUNK_BYTES, end - at));
          at += sealed.length;
          const plain = decipher.update(sealed);
          await out?.writeFile(plain);
        }
        await out?.sync();
      } finally {
        await out?.close();
      }
    }
    if (!isIntact(() => decipher.final())) return refuse('copy-damaged');
    return ok({ at: header.at, names: header.parts.map(({ name }) => name) });
  } finally {
    await handle.close();
  }
}

/** The key of a code that was shown to a person. */
export function copyKeyOf(code: string): Uint8Array {
  const typed = code.toUpperCase().replace(/[^0-9A-Z]/gu, '');
  return sha256(ascii('child-link/1/copy-key\n'), Buffer.from(typed, 'utf8'));
}

const CHUNK_BYTES = 1 << 20;

function chunksOf(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function headerLine(handle: FileHandle): Promise<Buffer | null> {
  const start = await read(handle, 0, MAX_HEADER_BYTES);
  const end = start.indexOf('\n');
  return end === -1 ? null : start.subarray(0, end + 1);
}

function parseHeader(line: Buffer): Header | null {
  try {
    return Header.parse(JSON.parse(line.toString('utf8')));
  } catch {
    // Any other file, text or not.
    return null;
  }
}

function isIntact(finish: () => unknown): boolean {
  try {
    finish();
    return true;
  } catch {
    // final() throws when the tag does not match.
    return false;
  }
}

function keyIdOf(key: Uint8Array): string {
  return toB64u(sha256(ascii('child-link/1/copy-key-id\n'), key)).slice(0, 12);
}

function fileKey(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'child-link/1/copy', 32));
}
