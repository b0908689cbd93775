import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { LockRefusalCode } from '../lock.ts';

/** The messages between the station and the helper that holds the input devices: one JSON object per line. */

const CODES: Readonly<Record<LockRefusalCode, true>> = {
  'lock-unsupported': true,
  'lock-no-display': true,
  'lock-keyboard-busy': true,
  'lock-pointer-busy': true,
  'lock-device-busy': true,
  'lock-device-denied': true,
  'lock-keys-held': true,
  'lock-helper-lost': true,
  'lock-no-way-back': true,
  'lock-no-probe': true,
  'lock-probe-missed': true,
  'lock-lost': true,
  'lock-not-engaged': true,
  'lock-abandoned': true,
  'lock-fault': true,
};

function isCode(value: unknown): value is LockRefusalCode {
  return typeof value === 'string' && Object.hasOwn(CODES, value);
}

/** Only `hello` is obeyed before the token was right. */
export const Order = z.discriminatedUnion('order', [
  z.object({ id: z.int(), order: z.literal('hello'), token: z.string().max(200) }),
  z.object({ id: z.int(), order: z.literal('engage') }),
  z.object({ id: z.int(), order: z.literal('verify') }),
  z.object({ id: z.int(), order: z.literal('release') }),
]);
export type Order = z.infer<typeof Order>;

const HoldProof = z.object({
  how: z.enum(['nothing-attached', 'probe-swallowed']),
  held: z.array(z.string()),
});

const PanelKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('digit'), digit: z.string().regex(/^\d$/) }),
  z.object({ kind: z.literal('enter') }),
  z.object({ kind: z.literal('backspace') }),
  z.object({ kind: z.literal('open-panel') }),
  z.object({ kind: z.literal('close-panel') }),
]);

export const HelperMessage = z.union([
  /** `held`: whether the devices are held now. */
  z.object({ id: z.int(), ok: z.literal(true), held: z.boolean(), proof: HoldProof.nullable() }),
  z.object({
    id: z.int(),
    ok: z.literal(false),
    held: z.boolean(),
    code: z.custom<LockRefusalCode>(isCode),
    detail: z.string(),
  }),
  z.object({ event: z.literal('key'), key: PanelKey }),
  z.object({ event: z.literal('uncovered'), uncovered: z.array(z.string()) }),
]);
export type HelperMessage = z.infer<typeof HelperMessage>;

/** Files in the station's folder for the helper. */
const SOCKET_NAME = 'lock.sock';
export const TOKEN_NAME = 'token';
/** The guardian's process id; the guardian locks the file while it lives. */
export const GUARDIAN_NAME = 'guardian';
/** Present while the lock is ordered and not released: a helper that starts takes hold at once. */
export const HELD_NAME = 'held';

/** The helper's address for this folder. Windows has no sockets in folders, so a pipe is named after it. */
export function socketOf(folder: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return path.join(folder, SOCKET_NAME);
  const name = createHash('sha256').update(path.resolve(folder).toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\child-link-lock-${name}`;
}

/** No valid message is longer than this. */
const LINE_LIMIT = 16_384;

/** Splits a stream into lines and parses each with the schema; an invalid line becomes `null`. */
export class LineReader<T> {
  readonly #schema: z.ZodType<T>;
  #rest = '';

  constructor(schema: z.ZodType<T>) {
    this.#schema = schema;
  }

  take(text: string): readonly (T | null)[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const messages = lines.map((line) => this.#parse(line));
    if (this.#rest.length <= LINE_LIMIT) return messages;
    this.#rest = '';
    return [...messages, null];
  }

  #parse(line: string): T | null {
    try {
      const parsed = this.#schema.safeParse(JSON.parse(line));
      return parsed.success ? parsed.data : null;
    } catch {
      // Not JSON.
      return null;
    }
  }
}
