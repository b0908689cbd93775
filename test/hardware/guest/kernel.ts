import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';

/** What the kernel itself says is attached, read in another way than the station reads it. */

const INPUT = '/sys/class/input';

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such class before its first device.
    return [];
  }
}

/** The sysfs paths of all input devices, sorted, without the leading `/sys`. */
export function inputPlaces(): readonly string[] {
  return names(INPUT)
    .filter((name) => /^input\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [realpathSync(`${INPUT}/${name}`).replace(/^\/sys/, '')];
      } catch {
        // Gone meanwhile.
        return [];
      }
    })
    .sort();
}

export function eventNodes(): readonly string[] {
  return names('/dev/input').filter((name) => /^event\d+$/.test(name));
}

/** The event node of the USB device at a port of the emulated controller, or null. */
export function nodeAtPort(port: number): string | null {
  for (const name of names(INPUT).filter((one) => /^event\d+$/.test(one))) {
    try {
      const place = realpathSync(`${INPUT}/${name}`);
      if (new RegExp(`/[0-9]+-${port}/`).test(place)) return name;
    } catch {
      // Gone meanwhile.
    }
  }
  return null;
}

/** When a device node was created, in milliseconds since 1970. */
export function madeAtMs(node: string): number {
  return statSync(`/dev/input/${node}`).ctimeMs;
}

export function readSysfs(file: string): string {
  return readFileSync(file, 'latin1').trim();
}
