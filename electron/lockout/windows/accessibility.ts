import koffi from 'koffi';
import { z } from 'zod';
import { OriginalsFile } from '../helper/originals-file.ts';
import type { ChangedSettings } from './hook-system.ts';

/**
 * What a held or repeated key would trigger: five presses of Shift and the like (K08). `get` and `set` are
 * SystemParametersInfo actions, `bytes` the size of the structure, `usual` the flags of an unchanged system.
 */
const FEATURES = {
  stickyKeys: { get: 0x3a, set: 0x3b, bytes: 8, usual: 510 },
  filterKeys: { get: 0x32, set: 0x33, bytes: 24, usual: 126 },
  toggleKeys: { get: 0x34, set: 0x35, bytes: 8, usual: 62 },
  mouseKeys: { get: 0x36, set: 0x37, bytes: 28, usual: 62 },
  highContrast: { get: 0x42, set: 0x43, bytes: 16, usual: 126 },
} as const;
type Feature = keyof typeof FEATURES;
const NAMES: readonly Feature[] = ['stickyKeys', 'filterKeys', 'toggleKeys', 'mouseKeys', 'highContrast'];

/** The same bits in each: the feature listens for its keys, and asks before it turns on. */
const HOT_KEY = 0x4;
const CONFIRM = 0x8;
const FLAGS_AT = 4;

const Flags = z.object({
  stickyKeys: z.int(),
  filterKeys: z.int(),
  toggleKeys: z.int(),
  mouseKeys: z.int(),
  highContrast: z.int(),
});
type Flags = z.infer<typeof Flags>;

/** Reads and writes the flags of one feature; null where the system does not answer. */
export interface AccessibilityFlags {
  read(feature: Feature): number | null;
  write(feature: Feature, flags: number): boolean;
}

export function accessibilityOriginals(file: string): OriginalsFile<Flags> {
  return new OriginalsFile(
    file,
    Flags,
    ofEach((feature) => FEATURES[feature].usual),
  );
}

/** Disables the keys of the accessibility features while the lock holds, and restores them. */
export function accessibilitySettings(
  system: AccessibilityFlags,
  originals: Pick<OriginalsFile<Flags>, 'read' | 'write' | 'remove'>,
): ChangedSettings {
  return {
    change() {
      // Absent after a clean exit: otherwise a helper that died made these changes.
      const before = originals.read() ?? ofEach((feature) => system.read(feature) ?? FEATURES[feature].usual);
      originals.write(before);
      for (const feature of NAMES) system.write(feature, before[feature] & ~(HOT_KEY | CONFIRM));
    },
    restore() {
      const before = originals.read();
      if (before === null) return;
      for (const feature of NAMES) system.write(feature, before[feature]);
      originals.remove();
    },
  };
}

/** Through SystemParametersInfo, for this session only: nothing is written to the profile. */
export function windowsAccessibility(): AccessibilityFlags {
  const user = koffi.load('user32.dll');
  const ask = user.func(
    'int SystemParametersInfoW(uint32_t action, uint32_t bytes, _Inout_ uint8_t *structure, uint32_t profile)',
  );
  const read = (feature: Feature): Buffer | null => {
    const { get, bytes } = FEATURES[feature];
    const structure = Buffer.alloc(bytes);
    structure.writeUInt32LE(bytes, 0);
    return Number(ask(get, bytes, structure, 0)) === 0 ? null : structure;
  };
  return {
    read: (feature) => read(feature)?.readUInt32LE(FLAGS_AT) ?? null,
    write(feature, flags) {
      const structure = read(feature);
      if (structure === null) return false;
      structure.writeUInt32LE(flags >>> 0, FLAGS_AT);
      return Number(ask(FEATURES[feature].set, structure.length, structure, 0)) !== 0;
    },
  };
}

function ofEach(value: (feature: Feature) => number): Flags {
  return {
    stickyKeys: value('stickyKeys'),
    filterKeys: value('filterKeys'),
    toggleKeys: value('toggleKeys'),
    mouseKeys: value('mouseKeys'),
    highContrast: value('highContrast'),
  };
}
