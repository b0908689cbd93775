import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A feature that every engine of the last years has, in the middle of the alphabet. */
const ANCHOR = 'EyeDropperAPI\0';
/** Both kinds of list have more; fewer means that the program was not understood. */
const MIN_FEATURES = 400;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const MAX_NAME = 120;
const RELATIVE_X86_64 = 8;
/** A name's address and that of its value, or that of the function that sets it. */
const ENTRY_BYTES = 16;

/** Names of the engine that a person read and that need no row in `engine-features.ts`. */
export function reviewedNames(file: 'engine-names.txt' | 'blink-features.txt'): ReadonlySet<string> {
  const lines = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8').split('\n');
  return new Set(lines.filter((line) => !line.startsWith('#')).flatMap((line) => line.split(/\s+/)));
}

/**
 * Reads the names that `--enable-blink-features` knows out of an engine's program file: the engine's own list, which no
 * page and no switch can show. Newer engines keep the names one after another; older ones keep a table of addresses,
 * which this reads from a Linux program. Throws if it finds neither.
 */
export function blinkFeaturesOf(binary: string): readonly string[] {
  const program = readFileSync(binary);
  const consecutive = consecutiveNames(program);
  const names = new Set(consecutive.length > 0 ? consecutive : tabledNames(program));
  if (names.size < MIN_FEATURES)
    throw new Error(`${binary}: ${names.size} Blink features found; how they are stored has changed.`);
  return [...names].sort();
}

/** The list is in alphabetical order, which ends a run of names at its first and last. */
function consecutiveNames(program: Buffer): readonly string[] {
  return startsOf(program, ANCHOR).flatMap((at) => {
    const names: string[] = [];
    for (let start = at, next = '\u{10ffff}'; ;) {
      const name = nameAt(program, start);
      if (name === null || name >= next) break;
      names.push(name);
      next = name;
      start = program.lastIndexOf(0, start - 2) + 1;
    }
    for (let start = at, last = ''; ;) {
      const name = nameAt(program, start);
      if (name === null || name <= last) break;
      names.push(name);
      last = name;
      start += name.length + 1;
    }
    return names.length < MIN_FEATURES ? [] : names;
  });
}

function tabledNames(program: Buffer): readonly string[] {
  const sections = elfSections(program);
  const texts = sections.get('.rodata');
  const relocations = sections.get('.rela.dyn');
  if (texts === undefined || relocations === undefined) return [];
  const targets = new Map<number, number>();
  for (let at = relocations.offset; at < relocations.offset + relocations.size; at += 24)
    if (program.readUInt32LE(at + 8) === RELATIVE_X86_64)
      targets.set(program.readUIntLE(at, 6), program.readUIntLE(at + 16, 6));
  const nameOf = (entry: number): string | null => {
    const offset = (targets.get(entry) ?? 0) - texts.address + texts.offset;
    const isText = offset >= texts.offset && offset < texts.offset + texts.size;
    return isText ? nameAt(program, offset) : null;
  };
  const anchors = new Set(
    startsOf(program, ANCHOR, 'or within a longer text').map((at) => at - texts.offset + texts.address),
  );
  const found: string[] = [];
  for (const [entry, target] of targets) {
    if (!anchors.has(target)) continue;
    const names: string[] = [];
    for (let at = entry, next = '\u{10ffff}'; ; at -= ENTRY_BYTES) {
      const name = nameOf(at);
      if (name === null || name >= next) break;
      names.push(name);
      next = name;
    }
    for (let at = entry, last = ''; ; at += ENTRY_BYTES) {
      const name = nameOf(at);
      if (name === null || name <= last) break;
      names.push(name);
      last = name;
    }
    if (names.length >= MIN_FEATURES) found.push(...names);
  }
  return found;
}

function startsOf(
  program: Buffer,
  text: string,
  where: 'alone' | 'or within a longer text' = 'alone',
): number[] {
  const starts: number[] = [];
  for (let at = program.indexOf(text); at >= 0; at = program.indexOf(text, at + 1))
    if (where !== 'alone' || program[at - 1] === 0) starts.push(at);
  return starts;
}

function nameAt(program: Buffer, start: number): string | null {
  const end = program.indexOf(0, start);
  if (end <= start || end - start > MAX_NAME) return null;
  const name = program.toString('latin1', start, end);
  return NAME.test(name) ? name : null;
}

type Section = { readonly address: number; readonly offset: number; readonly size: number };

/** 64-bit little-endian ELF; empty for any other file. */
function elfSections(program: Buffer): ReadonlyMap<string, Section> {
  if (program.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return new Map();
  const table = Number(program.readBigUInt64LE(0x28));
  const size = program.readUInt16LE(0x3a);
  const count = program.readUInt16LE(0x3c);
  const header = (index: number) => {
    const at = table + index * size;
    return {
      name: program.readUInt32LE(at),
      address: Number(program.readBigUInt64LE(at + 16)),
      offset: Number(program.readBigUInt64LE(at + 24)),
      size: Number(program.readBigUInt64LE(at + 32)),
    };
  };
  const names = header(program.readUInt16LE(0x3e)).offset;
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const { name, ...section } = header(index);
      const start = names + name;
      return [program.toString('latin1', start, program.indexOf(0, start)), section] as const;
    }),
  );
}
