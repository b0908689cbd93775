import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Side } from './signalling.ts';

const LOOPBACK = '127.0.0.1';
const CANDIDATE = /^(candidate:\S+ \d+ udp \d+ )127\.0\.0\.1 (\d+)( typ host.*)$/i;

/**
 * Sits between the two pages of a practice call, so that a test can cut or thin their media: replaces each port
 * that a page names by one of the relay's, and forwards what arrives there. ICE sees an ordinary call.
 */
export class MediaRelay {
  /** The relay's socket for a page's port. */
  readonly #standIns = new Map<number, Socket>();
  /** Whose port it is, and when a packet last came from it. */
  readonly #pages = new Map<number, { readonly side: Side; lastMs: number }>();
  #dropping = false;
  #loss = 0;
  #closed = false;
  #turn = 0;

  /** Drops everything, both ways. */
  setDropping(dropping: boolean): void {
    this.#dropping = dropping;
  }

  /** The share of packets to drop, 0 to 1, evenly spread. */
  setLoss(loss: number): void {
    this.#loss = loss;
  }

  /** Substitutes the relay's ports for the page's; returns undefined for what must not reach the other page. */
  async carry(data: unknown, from: Side): Promise<unknown> {
    if (typeof data !== 'object' || data === null) return data;
    if ('description' in data) return { ...data, description: withoutCandidates(data.description) };
    if (!('candidate' in data)) return data;
    const { candidate } = data;
    if (typeof candidate !== 'object' || candidate === null || !('candidate' in candidate)) return undefined;
    const parts = CANDIDATE.exec(String(candidate.candidate));
    if (parts === null) return undefined;
    const [, before = '', port = '', after = ''] = parts;
    this.#pages.set(Number(port), { side: from, lastMs: 0 });
    const { port: ours } = (await this.#standInFor(Number(port))).address();
    return { candidate: { ...candidate, candidate: `${before}${LOOPBACK} ${ours}${after}` } };
  }

  /** For how many milliseconds no packet has come from the page of this side. */
  silentMs(side: Side): number {
    const last = [...this.#pages.values()].filter((page) => page.side === side).map(({ lastMs }) => lastMs);
    return performance.now() - Math.max(0, ...last);
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
    const page = this.#pages.get(from);
    if (page !== undefined) page.lastMs = performance.now();
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
