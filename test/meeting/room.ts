import { unreachable } from '../../shared/result.ts';
import { PageMessage } from './signalling.ts';
import type { InputCounts } from './page/inputs.ts';
import type { ServerMessage, Side } from './signalling.ts';

const ANSWER_WITHIN_MS = 2000;

type Carry = (data: unknown, from: Side) => unknown;

/** A page's connection, as the room needs it. */
export interface RoomSocket {
  send(message: ServerMessage): void;
  close(): void;
}

/**
 * The practice meeting's one room: a station and a community site. A page that joins again replaces its former
 * self, as a reload does.
 */
export class Room {
  readonly #pages = new Map<Side, RoomSocket>();
  #siteAway = false;
  #ended = false;
  #call = 0;
  readonly #waitingForCounts = new Set<(counts: InputCounts) => void>();
  readonly #onChange: () => void;
  readonly #carry: Carry;
  /** Pages that wait for the host to admit them. */
  readonly #lobby = new Map<Side, RoomSocket>();

  /** `carry` may change a signal on its way, or withhold it with `undefined`. */
  constructor(onChange: () => void = () => undefined, carry: Carry = (data) => data) {
    this.#onChange = onChange;
    this.#carry = carry;
  }

  /** Whether a page of this side is present and, for the site, has not been ordered to leave. */
  has(side: Side): boolean {
    return this.#pages.has(side) && !(side === 'site' && this.#siteAway);
  }

  /** Handles one message; one that is not in `signalling.ts` closes the socket. */
  receive(socket: RoomSocket, text: string): void {
    const message = parseMessage(text);
    if (message === null) return socket.close();
    switch (message.type) {
      case 'join':
        return message.lobby === true ? this.#wait(socket, message.side) : this.#join(socket, message.side);
      case 'signal':
        return this.#signal(socket, message);
      case 'restart':
        if (message.call === this.#call && this.#sideOf(socket) !== null) this.#begin();
        return;
      case 'inputs':
        if (this.#sideOf(socket) !== 'station') return;
        for (const give of this.#waitingForCounts) give(message.counts);
        return;
      default:
        return unreachable(message);
    }
  }

  leave(socket: RoomSocket): void {
    for (const [side, waiting] of this.#lobby) if (waiting === socket) this.#lobby.delete(side);
    const side = this.#sideOf(socket);
    if (side === null) return;
    this.#pages.delete(side);
    this.#begin();
  }

  /** The community site hangs up, or returns. */
  setSiteAway(away: boolean): void {
    if (away === this.#siteAway) return;
    this.#siteAway = away;
    this.#begin();
  }

  /** The host ends the meeting for everybody. */
  end(): void {
    this.#ended = true;
    for (const page of this.#pages.values()) page.send({ type: 'ended' });
  }

  /** Whether a page of this side waits to be admitted. */
  isWaiting(side: Side): boolean {
    return this.#lobby.has(side);
  }

  /** The host admits everybody who waits. */
  admit(): void {
    for (const [side, socket] of [...this.#lobby]) {
      this.#lobby.delete(side);
      this.#join(socket, side);
    }
  }

  /** The host removes this side's page. */
  remove(side: Side): void {
    const page = this.#pages.get(side);
    if (page === undefined) return;
    page.send({ type: 'removed' });
    this.leave(page);
    page.close();
  }

  /** Asks the station's page for the input it received; null when there is no such page, or no answer. */
  async countInputs(): Promise<InputCounts | null> {
    const station = this.#pages.get('station');
    if (station === undefined) return null;
    return new Promise((resolve) => {
      const give = (counts: InputCounts | null) => {
        clearTimeout(patience);
        this.#waitingForCounts.delete(give);
        resolve(counts);
      };
      const patience = setTimeout(() => give(null), ANSWER_WITHIN_MS);
      this.#waitingForCounts.add(give);
      station.send({ type: 'count-inputs' });
    });
  }

  #wait(socket: RoomSocket, side: Side): void {
    if (this.#ended) return socket.send({ type: 'ended' });
    this.#lobby.set(side, socket);
    socket.send({ type: 'lobby' });
    this.#onChange();
  }

  #signal(socket: RoomSocket, message: Extract<PageMessage, { type: 'signal' }>): void {
    const from = this.#sideOf(socket);
    if (message.call !== this.#call || from === null) return;
    const pass = (data: unknown): void => {
      if (data !== undefined && message.call === this.#call) this.#other(socket)?.send({ ...message, data });
    };
    const carried = this.#carry(message.data, from);
    if (carried instanceof Promise) void carried.then(pass);
    else pass(carried);
  }

  #join(socket: RoomSocket, side: Side): void {
    if (this.#ended) return socket.send({ type: 'ended' });
    const former = this.#pages.get(side);
    if (former === socket) return;
    this.#pages.set(side, socket);
    if (former !== undefined) {
      former.send({ type: 'replaced' });
      former.close();
    }
    this.#begin();
  }

  /** Starts a new call if both are present; otherwise tells the one present that it is alone. */
  #begin(): void {
    this.#call += 1;
    const both = this.has('station') && this.has('site');
    for (const [side, page] of this.#pages) {
      if (both) page.send({ type: 'start', call: this.#call, role: side === 'station' ? 'offer' : 'answer' });
      else page.send({ type: 'alone' });
    }
    this.#onChange();
  }

  #sideOf(socket: RoomSocket): Side | null {
    for (const [side, page] of this.#pages) if (page === socket) return side;
    return null;
  }

  #other(socket: RoomSocket): RoomSocket | undefined {
    const side = this.#sideOf(socket);
    return side === null ? undefined : this.#pages.get(side === 'station' ? 'site' : 'station');
  }
}

function parseMessage(text: string): PageMessage | null {
  try {
    const parsed = PageMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
