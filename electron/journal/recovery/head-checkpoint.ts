import { hash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { B64u32, Head } from '../../../shared/sync/wire.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import { fileFaultOf } from '../sqlite/faults.ts';

/**
 * A small file beside the journal with its chain and newest head. SQLite takes a WAL that lost its end for intact; this
 * file reveals the loss. Written after every commit, hence never ahead of the journal.
 */
export const LastKnown = z.object({ chain: B64u32, head: Head.nullable() });
export type LastKnown = z.infer<typeof LastKnown>;

export interface HeadCheckpoint {
  /** Writes the head to the page cache, which survives a killed process. */
  write(known: LastKnown): void;
  /** Syncs to disk, to survive a power cut. */
  sync(): void;
  close(): void;
}

const Slot = LastKnown.extend({ count: z.int().nonnegative() });
type Slot = z.infer<typeof Slot>;

/** Two slots, written in turn: a torn write leaves the other one. */
const SLOT_BYTES = 512;
const CHECK_BYTES = 32;

/** Returns the newest intact slot, or null. Throws errors of node:fs other than `ENOENT`. */
export function readLastKnown(journalFile: string): LastKnown | null {
  const slot = newestSlot(readSlots(journalFile));
  return slot === null ? null : { chain: slot.chain, head: slot.head };
}

/** Opens the checkpoint for writing. Only opening throws errors of node:fs; a later failure must not stop the journal. */
export function openHeadCheckpoint(journalFile: string): HeadCheckpoint {
  let count = newestSlot(readSlots(journalFile))?.count ?? 0;
  const handle = openSync(checkpointFile(journalFile), constants.O_RDWR | constants.O_CREAT, 0o600);
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      // An older slot is still true.
      if (fileFaultOf(error) === null) throw error;
    }
  };
  return {
    write({ chain, head }) {
      count += 1;
      const place = (count % 2) * SLOT_BYTES;
      quietly(() => void writeSync(handle, packSlot({ chain, head, count }), 0, SLOT_BYTES, place));
    },
    sync: () => quietly(() => fsyncSync(handle)),
    close() {
      quietly(() => fsyncSync(handle));
      closeSync(handle);
    },
  };
}

function readSlots(journalFile: string): Buffer {
  try {
    return readFileSync(checkpointFile(journalFile));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function newestSlot(content: Buffer): Slot | null {
  const slots = [0, SLOT_BYTES].map((place) => unpackSlot(content.subarray(place, place + SLOT_BYTES)));
  return slots.reduce(
    (best, slot) => (best === null || (slot !== null && slot.count > best.count) ? slot : best),
    null,
  );
}

function packSlot(slot: Slot): Buffer {
  const bytes = Buffer.alloc(SLOT_BYTES, ' ');
  bytes.write(JSON.stringify(slot), 'utf8');
  bytes.set(checkOf(bytes.subarray(0, SLOT_BYTES - CHECK_BYTES)), SLOT_BYTES - CHECK_BYTES);
  return bytes;
}

function unpackSlot(bytes: Buffer): Slot | null {
  const text = bytes.subarray(0, SLOT_BYTES - CHECK_BYTES);
  if (bytes.length !== SLOT_BYTES || !checkOf(text).equals(bytes.subarray(SLOT_BYTES - CHECK_BYTES)))
    return null;
  const slot = Slot.safeParse(JSON.parse(text.toString('utf8')));
  return slot.success ? slot.data : null;
}

function checkOf(text: Buffer): Buffer {
  return hash('sha256', text, 'buffer');
}

function checkpointFile(journalFile: string): string {
  return `${journalFile}.head`;
}
