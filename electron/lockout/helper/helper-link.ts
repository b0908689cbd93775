import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { refuse } from '../../../shared/result.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { LockRefusal, PanelKey } from '../lock.ts';
import { messageOf } from '../step-stack.ts';
import type { Timers } from '../../platform/timers.ts';
import type { HoldProof } from '../hold.ts';
import { MARK } from './helper-start.ts';
import { GUARDIAN_NAME, LineReader, socketOf, HelperMessage, TOKEN_NAME, type Order } from './protocol.ts';
import type { Report } from '../../platform/log.ts';

export type LinkOrder = 'engage' | 'verify' | 'release';

/** `held`: whether the helper holds the devices now; false when it is unreachable, because nothing is known. */
export type LinkAnswer =
  | { readonly ok: true; readonly held: boolean; readonly proof: HoldProof | null }
  | { readonly ok: false; readonly held: boolean; readonly refusal: LockRefusal };

/** The station's connection to the helper, made on demand. Nothing here rejects. */
export interface HelperLink {
  order(order: LinkOrder): Promise<LinkAnswer>;
  onKey(listener: (key: PanelKey) => void): () => void;
  onUncovered(listener: (uncovered: readonly string[]) => void): () => void;
  /** The connection ended; the helper may still hold. */
  onLost(listener: () => void): () => void;
}

export type SocketLinkParts = {
  /** The folder of the helper's socket and token. */
  readonly folder: string;
  /** Starts a helper where no service does; null where a service must be running. */
  readonly start: (() => void) | null;
  readonly timers: Pick<Timers, 'wait'>;
  readonly report: Report;
};

/** A slow machine needs time to start two processes; a service that exists only needs to come back. */
const CONNECT_TRIES = { own: 200, service: 50 } as const;
const CONNECT_RETRY_MS = 100;
/** Attempts at which a helper that was started and died is started once more. */
const START_AGAIN_EVERY = 50;
const ANSWER_TIMEOUT_MS = 20_000;

export class SocketLink implements HelperLink {
  readonly #parts: SocketLinkParts;
  readonly #keys: Emitter<PanelKey>;
  readonly #uncovered: Emitter<readonly string[]>;
  readonly #lost: Emitter<void>;
  readonly #waiting = new Map<number, (answer: LinkAnswer) => void>();
  #connecting: Promise<Socket | LockRefusal> | null = null;
  #socket: Socket | null = null;
  #nextId = 1;
  #isClosed = false;

  constructor(parts: SocketLinkParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#uncovered = new Emitter(parts.report);
    this.#lost = new Emitter(parts.report);
  }

  onKey(listener: (key: PanelKey) => void): () => void {
    return this.#keys.on(listener);
  }

  onUncovered(listener: (uncovered: readonly string[]) => void): () => void {
    return this.#uncovered.on(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#lost.on(listener);
  }

  async order(order: LinkOrder): Promise<LinkAnswer> {
    const socket = await this.#connected();
    if ('code' in socket) return { ok: false, held: false, refusal: socket };
    return this.#ask(socket, { id: this.#newId(), order });
  }

  /** Ends the connection; what is held stays held. */
  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #connected(): Promise<Socket | LockRefusal> {
    if (this.#socket !== null) return Promise.resolve(this.#socket);
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Socket | LockRefusal> {
    let why = '';
    const tries = this.#parts.start === null ? CONNECT_TRIES.service : CONNECT_TRIES.own;
    for (let attempt = 0; attempt < tries && !this.#isClosed; attempt += 1) {
      const socket = await this.#open();
      if (!(socket instanceof Error)) {
        const hello = await this.#greet(socket);
        if (hello === null) return socket;
        return hello;
      }
      why = socket.message;
      // A living guardian starts a worker by itself; a second one would only get in its way.
      if (attempt % START_AGAIN_EVERY === 0 && !this.#isGuarded()) this.#parts.start?.();
      await this.#parts.timers.wait(CONNECT_RETRY_MS);
    }
    return { code: 'lock-helper-lost', detail: why };
  }

  /** Whether the process that restarts the helper lives; its process id alone may have been reused. */
  #isGuarded(): boolean {
    try {
      const pid = Number(readFileSync(path.join(this.#parts.folder, GUARDIAN_NAME), 'utf8'));
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(MARK);
    } catch {
      // No such file, process or folder on this system.
      return false;
    }
  }

  #open(): Promise<Socket | Error> {
    return new Promise((resolve) => {
      const socket = connect(socketOf(this.#parts.folder));
      socket.once('connect', () => resolve(socket));
      socket.once('error', resolve);
    });
  }

  /** Null when the helper accepts the token. */
  async #greet(socket: Socket): Promise<LockRefusal | null> {
    let token: string;
    try {
      token = readFileSync(path.join(this.#parts.folder, TOKEN_NAME), 'utf8');
    } catch (error) {
      socket.destroy();
      return { code: 'lock-helper-lost', detail: `no token: ${messageOf(error)}` };
    }
    this.#follow(socket);
    const answer = await this.#ask(socket, { id: this.#newId(), order: 'hello', token });
    if (answer.ok) {
      this.#socket = socket;
      return null;
    }
    socket.destroy();
    return answer.refusal;
  }

  #follow(socket: Socket): void {
    const reader = new LineReader(HelperMessage);
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      for (const message of reader.take(text)) {
        if (message === null) return void socket.destroy();
        this.#take(message);
      }
    });
    socket.on('close', () => {
      const wasOurs = this.#socket === socket;
      if (wasOurs) this.#socket = null;
      for (const [id, answer] of this.#waiting) {
        this.#waiting.delete(id);
        answer({ ok: false, held: false, refusal: { code: 'lock-helper-lost', detail: 'connection ended' } });
      }
      if (wasOurs) this.#lost.emit();
    });
  }

  #take(message: HelperMessage): void {
    if ('event' in message) {
      if (message.event === 'key') this.#keys.emit(message.key);
      else this.#uncovered.emit(message.uncovered);
      return;
    }
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.ok) answer?.(message);
    else answer?.({ ...refuse({ code: message.code, detail: message.detail }), held: message.held });
  }

  #ask(socket: Socket, order: Order): Promise<LinkAnswer> {
    return new Promise((resolve) => {
      this.#waiting.set(order.id, resolve);
      socket.write(`${JSON.stringify(order)}\n`);
      void this.#parts.timers.wait(ANSWER_TIMEOUT_MS).then(() => {
        // Silent for too long: close the connection, which fails every pending call.
        if (this.#waiting.get(order.id) === resolve) socket.destroy();
      });
    });
  }
}
