import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { socketOf } from '../helper/protocol.ts';

/** As long as the name of a socket may be (sun_path, without the zero at its end). */
const NAME_LIMIT = 107;

/**
 * Why the evdev lock cannot be had, or null when it can: a helper serves at `folder` already, or a helper of our own
 * would be able to open every input device.
 */
export function whyNoEvdev(folder: string, canStart: boolean, inputFolder = '/dev/input'): string | null {
  const socket = socketOf(folder, 'linux');
  if (Buffer.byteLength(socket) > NAME_LIMIT) return `the name of ${socket} is too long for a socket`;
  if (existsSync(socket)) return null;
  if (!canStart) return `no lock helper serves in ${folder}`;
  let nodes: readonly string[];
  try {
    nodes = readdirSync(inputFolder).filter((name) => /^event\d+$/.test(name));
  } catch {
    // A container, or a system without input devices.
    return `there is no ${inputFolder}`;
  }
  if (nodes.length === 0) return `there are no event devices in ${inputFolder}`;
  for (const node of nodes) {
    try {
      accessSync(path.join(inputFolder, node), constants.R_OK | constants.W_OK);
    } catch {
      // No permission, or gone; then the next start finds it so.
      return `${node} may not be opened; install assets/linux/70-child-link-input.rules`;
    }
  }
  return null;
}
