import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { InputKernel } from './input-source.ts';
import { classifyInputDevices, type SortedDevices } from './linux-input-devices.ts';

/** The kernel's own list, unprivileged, and its device nodes to watch. `sorted`: see `classifyInputDevices`; `file` is for
 * tests. */
export function linuxInputs(sorted: SortedDevices, file = '/proc/bus/input/devices'): InputKernel {
  return {
    list: async () => classifyInputDevices(await readFile(file, 'utf8'), 64, sorted),
    watch(happened) {
      try {
        const watcher = watch('/dev/input', { persistent: false }, happened);
        // Ends with the folder; the rescan remains.
        watcher.on('error', () => watcher.close());
        return () => watcher.close();
      } catch {
        // No such folder: no input device has appeared since the system started.
        return null;
      }
    },
  };
}
