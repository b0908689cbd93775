import type { Result } from '../../../shared/result.ts';
import type { InputEvent } from './codes.ts';
import type { NodeFacts } from './grab-decision.ts';

export type NodeRefusal =
  /** No permission: the udev rule is missing or has not run yet. */
  | 'denied'
  /** Unplugged meanwhile. */
  | 'gone'
  | 'fault';

/** One open event node. Unusable after `close`. Nothing here throws. */
export interface InputNode {
  /** The descriptor's number in this process. */
  readonly descriptor: number;
  facts(): Result<NodeFacts, NodeRefusal>;
  /** Sends all events to this descriptor only. `busy`: another program holds it. */
  grab(): 'granted' | 'busy' | 'gone';
  ungrab(): void;
  /** Codes of the keys and buttons that are down. */
  keysDown(): readonly number[];
  /** Events since the last read; never blocks. */
  read(): readonly InputEvent[] | 'gone';
  /** Injects events as if they came from the device. Returns false where that is not permitted. */
  inject(events: readonly Omit<InputEvent, 'atMs'>[]): boolean;
  close(): void;
}

/** What the lock needs of the kernel's input devices. Nothing here throws. */
export interface InputSystem {
  /** Names of the present event nodes, such as `event3`. */
  list(): readonly string[];
  /** A name for the record, also for a node that cannot be opened. */
  describe(node: string): string;
  open(node: string): Result<InputNode, NodeRefusal>;
  /** A node from an inherited descriptor that still holds it. */
  adopt(node: string, descriptor: number): InputNode;
  /** Calls `happened` when a node appears, disappears or changes its permissions. */
  watch(happened: () => void): () => void;
}
