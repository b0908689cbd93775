/** One button or switch of a HID report: a bit of its own, or a value in an array of usages. */
export type HidInputBit = {
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  /** Position in the report's data, after the report number. */
  readonly bit: number;
  /** Usage page in the upper 16 bits, usage in the lower. */
  readonly usage: number;
  /** Reported as a press and a release rather than as a state. */
  readonly isRelative: boolean;
  /** On while one of these fields, which start at `bit`, has this value; a bit of its own without. */
  readonly among?: { readonly value: number; readonly sizeBits: number; readonly count: number };
};

type Globals = { page: number; logicalMinimum: number; sizeBits: number; count: number; reportId: number };

const MAIN = 0;
const GLOBAL = 1;
const LOCAL = 2;
const INPUT_TAG = 8;
const CONSTANT = 0x1;
const VARIABLE = 0x2;
const RELATIVE = 0x4;
const LONG_ITEM = 0xfe;
const BITS_LIMIT = 65_536;
/** Pages whose arrays matter, telephony and consumer: the arrays of a keyboard do not. */
const ARRAY_PAGES: readonly number[] = [0x0b, 0x0c];

/**
 * Parses the input bits of a HID report descriptor (HID 1.11, 6.2.2). Total: a malformed or truncated
 * descriptor yields what precedes the fault. Fields wider than a bit that are no array only advance the position.
 */
export function inputBitsOf(descriptor: Uint8Array): readonly HidInputBit[] {
  const bits: HidInputBit[] = [];
  const nextBit = new Map<number, number>();
  const stack: Globals[] = [];
  let globals: Globals = { page: 0, logicalMinimum: 0, sizeBits: 0, count: 0, reportId: 0 };
  let usages: number[] = [];
  let usageMinimum: number | null = null;

  for (let at = 0; at < descriptor.length;) {
    const prefix = descriptor[at] ?? 0;
    if (prefix === LONG_ITEM) {
      at += 3 + (descriptor[at + 1] ?? 0);
      continue;
    }
    const length = (prefix & 3) === 3 ? 4 : prefix & 3;
    if (at + 1 + length > descriptor.length) return bits;
    const value = littleEndian(descriptor, at + 1, length);
    const tag = prefix >> 4;
    const type = (prefix >> 2) & 3;
    at += 1 + length;

    if (type === GLOBAL) {
      if (tag === 0) globals = { ...globals, page: value };
      else if (tag === 1) globals = { ...globals, logicalMinimum: value };
      else if (tag === 7) globals = { ...globals, sizeBits: value };
      else if (tag === 8) globals = { ...globals, reportId: value };
      else if (tag === 9) globals = { ...globals, count: value };
      else if (tag === 10) stack.push(globals);
      else if (tag === 11) globals = stack.pop() ?? globals;
    } else if (type === LOCAL) {
      const usage = length === 4 ? value : globals.page * 0x10000 + value;
      if (tag === 0) usages.push(usage);
      else if (tag === 1) usageMinimum = usage;
      else if (tag === 2 && usageMinimum !== null) {
        for (let next = usageMinimum; next <= usage && usages.length < BITS_LIMIT; next += 1)
          usages.push(next);
        usageMinimum = null;
      }
    } else if (type === MAIN) {
      if (tag === INPUT_TAG) {
        const start = nextBit.get(globals.reportId) ?? 0;
        const end = start + globals.sizeBits * globals.count;
        if (end > BITS_LIMIT) return bits;
        // Some makers declare their buttons constant; padding has no usage of its own.
        if ((value & VARIABLE) !== 0 && globals.sizeBits === 1) {
          for (let index = 0; index < globals.count; index += 1) {
            // The last usage applies to all remaining fields.
            const usage = usages[index] ?? usages.at(-1);
            if (usage === undefined) continue;
            bits.push({
              reportId: globals.reportId,
              bit: start + index,
              usage,
              isRelative: (value & RELATIVE) !== 0,
            });
          }
        }
        if ((value & (VARIABLE | CONSTANT)) === 0) bits.push(...arrayBits(globals, start, usages));
        nextBit.set(globals.reportId, end);
      }
      usages = [];
      usageMinimum = null;
    }
  }
  return bits;
}

/** The usages of an array, each on while a field has its index. */
function arrayBits(
  { reportId, logicalMinimum, sizeBits, count }: Globals,
  bit: number,
  usages: readonly number[],
): readonly HidInputBit[] {
  if (sizeBits === 0 || sizeBits > 16) return [];
  return usages.flatMap((usage, index) =>
    ARRAY_PAGES.includes(usage >>> 16)
      ? [
          {
            reportId,
            bit,
            usage,
            isRelative: true,
            among: { value: logicalMinimum + index, sizeBits, count },
          },
        ]
      : [],
  );
}

function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index -= 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
