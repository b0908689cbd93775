import { timingSafeEqual, createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { Result } from '../../../shared/result.ts';
import type { LockRefusal } from '../lock.ts';
import type { Hold, HoldProof } from '../hold.ts';
import { LineReader, Order, type HelperMessage } from './protocol.ts';

export type HelperServerParts = {
  readonly hold: Hold;
  readonly token: string;
  /** Records that the lock is wanted before it is taken, and that it is not after it was released. */
  readonly remember: (isWanted: boolean) => void;
  readonly onIdle: (isIdle: boolean) => void;
};

/**
 * Obeys any client that knows the token, over a socket in the file system (R33, R34). Keys go to the latest
 * client only. The hold depends on no client: when a station dies, nothing is released.
 */
export class HelperServer {
  readonly #parts: HelperServerParts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #station: Socket | null = null;

  constructor(parts: HelperServerParts) {
    this.#parts = parts;
    this.#server = createServer((socket) => this.#serve(socket));
    parts.hold.onKey((key) => this.#sendToStation({ event: 'key', key }));
    parts.hold.onUncovered((uncovered) =>
      this.#sendToStation({ event: 'uncovered', uncovered: [...uncovered] }),
    );
  }

  /** `mode`: of the socket's file. Rejects when the socket cannot be made. */
  listen(file: string, mode: number): Promise<void> {
    const isFile = path.isAbsolute(file) && !file.startsWith('\\\\');
    // Left by a helper that was killed; the caller has made sure that none is alive.
    if (isFile) rmSync(file, { force: true });
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(file, () => {
        if (isFile) chmodSync(file, mode);
        resolve();
      });
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    this.#parts.onIdle(false);
    const reader = new LineReader(Order);
    let isKnown = false;
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#station === socket) this.#station = null;
      if (this.#sockets.size === 0) this.#parts.onIdle(true);
    });
    socket.on('data', (text: string) => {
      for (const order of reader.take(text)) {
        if (order === null) return void socket.destroy();
        if (order.order === 'hello') {
          isKnown = isSame(order.token, this.#parts.token);
          if (!isKnown) return void socket.destroy();
          this.#station = socket;
          this.#answer(socket, order.id, null);
          if (this.#parts.hold.isHeld) {
            send(socket, { event: 'uncovered', uncovered: [...this.#parts.hold.uncovered] });
          }
        } else if (isKnown) {
          void this.#obey(order).then((outcome) => this.#answer(socket, order.id, outcome));
        } else {
          return void socket.destroy();
        }
      }
    });
  }

  async #obey(order: Exclude<Order, { order: 'hello' }>): Promise<Result<HoldProof, LockRefusal> | null> {
    const { hold, remember } = this.#parts;
    switch (order.order) {
      case 'engage': {
        const wasHeld = hold.isHeld;
        remember(true);
        const outcome = await hold.engage();
        if (!outcome.ok && !wasHeld) remember(hold.isHeld);
        return outcome;
      }
      case 'verify':
        return hold.prove();
      case 'release':
        await hold.release();
        remember(false);
        return null;
    }
  }

  #answer(socket: Socket, id: number, outcome: Result<HoldProof, LockRefusal> | null): void {
    const held = this.#parts.hold.isHeld;
    if (outcome === null) send(socket, { id, ok: true, held, proof: null });
    else if (outcome.ok) {
      const { how, held: names } = outcome.value;
      send(socket, { id, ok: true, held, proof: { how, held: [...names] } });
    } else send(socket, { id, ok: false, held, ...outcome.refusal });
  }

  #sendToStation(message: HelperMessage): void {
    if (this.#station !== null) send(this.#station, message);
  }
}

function send(socket: Socket, message: HelperMessage): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Compares in constant time. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
