import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { socketOf } from '../helper/protocol.ts';

/** The longest path of a Unix socket (sun_path without its final zero). */
const NAME_LIMIT = 107;

/**
 * Returns why the evdev lock is unavailable, or null when a helper already serves at `folder` or one started
 * here could open every input device.
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
      // No permission, or unplugged; the next start checks again.
      return `${node} may not be opened; install assets/linux/70-child-link-input.rules`;
    }
  }
  return null;
}
