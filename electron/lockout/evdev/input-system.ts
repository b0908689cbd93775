import type { Result } from '../../../shared/result.ts';
import type { InputEvent } from './codes.ts';
import type { NodeFacts } from './grab-decision.ts';

export type NodeRefusal =
  /** No permission: the udev rule is missing, or has not run yet. */
  | 'denied'
  /** Unplugged meanwhile. */
  | 'gone'
  | 'fault';

/** One opened event node. After `close` nothing may be called. Nothing here throws. */
export interface InputNode {
  /** The descriptor's number in this process, for the keeper of the hold. */
  readonly descriptor: number;
  facts(): Result<NodeFacts, NodeRefusal>;
  /** Takes all events for this descriptor. `busy`: another program holds it. */
  grab(): 'granted' | 'busy' | 'gone';
  ungrab(): void;
  /** Codes of the keys and buttons that are down. */
  keysDown(): readonly number[];
  /** What has come since the last reading, without waiting. */
  read(): readonly InputEvent[] | 'gone';
  /** Puts events into the device, as if they came from it. False where that is not permitted. */
  inject(events: readonly Omit<InputEvent, 'atMs'>[]): boolean;
  close(): void;
}

/** What the lock needs of the kernel's input devices. Nothing here throws. */
export interface InputSystem {
  /** Names of the event nodes (`event3`) that are there now. */
  list(): readonly string[];
  /** A name for the record, also of a node that cannot be opened. */
  describe(node: string): string;
  open(node: string): Result<InputNode, NodeRefusal>;
  /** A node whose descriptor was inherited, with the hold on it. */
  adopt(node: string, descriptor: number): InputNode;
  /** Calls `happened` when a node comes, goes or changes its permissions. */
  watch(happened: () => void): () => void;
}
