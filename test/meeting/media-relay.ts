import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Side } from './signalling.ts';

const LOOPBACK = '127.0.0.1';
const CANDIDATE = /^(candidate:\S+ \d+ udp \d+ )127\.0\.0\.1 (\d+)( typ host.*)$/i;

/**
 * Stands between the two pages of a practice call, so that a test can cut or thin their media: each port that a page
 * names is replaced by one of the relay's, and what comes in there goes on to the page. ICE sees an ordinary call.
 */
export class MediaRelay {
  /** The relay's socket that stands for a page's port. */
  readonly #standIns = new Map<number, Socket>();
  #dropping = false;
  #loss = 0;
  #closed = false;
  #turn = 0;

  /** Nothing goes through, either way. */
  setDropping(dropping: boolean): void {
    this.#dropping = dropping;
  }

  /** So much of what goes through is lost, 0 to 1, evenly. */
  setLoss(loss: number): void {
    this.#loss = loss;
  }

  /** Puts the relay's ports in place of the page's; gives undefined for what must not reach the other page. */
  async carry(data: unknown, _from: Side): Promise<unknown> {
    if (typeof data !== 'object' || data === null) return data;
    if ('description' in data) return { ...data, description: withoutCandidates(data.description) };
    if (!('candidate' in data)) return data;
    const { candidate } = data;
    if (typeof candidate !== 'object' || candidate === null || !('candidate' in candidate)) return undefined;
    const parts = CANDIDATE.exec(String(candidate.candidate));
    if (parts === null) return undefined;
    const [, before = '', port = '', after = ''] = parts;
    const { port: ours } = (await this.#standInFor(Number(port))).address();
    return { candidate: { ...candidate, candidate: `${before}${LOOPBACK} ${ours}${after}` } };
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#standIns.values()) socket.close();
    this.#standIns.clear();
  }

  async #standInFor(port: number): Promise<Socket> {
    const known = this.#standIns.get(port);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    this.#standIns.set(port, socket);
    socket.on('error', () => undefined);
    socket.on('message', (packet, sender) => void this.#pass(packet, sender.port, port));
    const listening = once(socket, 'listening');
    socket.bind(0, LOOPBACK);
    await listening;
    return socket;
  }

  async #pass(packet: Buffer, from: number, to: number): Promise<void> {
    if (this.#dropping || this.#closed || this.#isLost()) return;
    const socket = await this.#standInFor(from);
    if (!this.#closed) socket.send(packet, to, LOOPBACK);
  }

  #isLost(): boolean {
    const before = Math.floor(this.#turn * this.#loss);
    this.#turn += 1;
    return Math.floor(this.#turn * this.#loss) > before;
  }
}

function withoutCandidates(description: unknown): unknown {
  if (typeof description !== 'object' || description === null || !('sdp' in description)) return description;
  return { ...description, sdp: String(description.sdp).replaceAll(/a=candidate:.*\r?\n/g, '') };
}
