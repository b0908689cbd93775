import type { InjectOptions } from 'fastify';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Http, HttpAnswer, HttpRefusal, HttpRequest } from '../../electron/network/http.ts';
import type { Institution } from '../institution/server.ts';
import type { Dice } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Fate = 'arrives' | 'request-lost' | 'answer-lost' | 'doubled' | 'late' | 'cut';

/** How often each fault hits a request. */
export type Weather = Readonly<Record<Fate, number>>;

export const CALM: Weather = {
  arrives: 1,
  'request-lost': 0,
  'answer-lost': 0,
  doubled: 0,
  late: 0,
  cut: 0,
};

const LONG_POLL_MS = 25_000;

/** The network between a station and its current server, in memory, with every fault that a network can have. */
export class MemoryNetwork implements Http {
  readonly #dice: Dice;
  readonly #time: VirtualTime;
  readonly #late: HttpRequest[] = [];
  #underWay = 0;
  weather: Weather = CALM;
  /** Null while the server is down. */
  server: Institution | null = null;
  requests = 0;

  constructor(dice: Dice, time: VirtualTime) {
    this.#dice = dice;
    this.#time = time;
  }

  async send(request: HttpRequest): Promise<Result<HttpAnswer, HttpRefusal>> {
    if (request.signal.aborted) return refuse('stopped');
    if (request.url.searchParams.has('wait')) return this.#held(request.signal);
    this.#underWay += 1;
    try {
      this.requests += 1;
      return await this.#meet(request, this.#dice.weighted(this.weather));
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Waits until nothing is in transit and nothing is about to be sent. */
  readonly settle = async (isBusy: () => boolean = () => false): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet = this.#underWay === 0 && !isBusy() ? quiet + 1 : 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** Delivers everything held back, in any order, without waiting for the answers. */
  async deliverLate(): Promise<void> {
    while (this.#late.length > 0) {
      const [request] = this.#late.splice(this.#dice.whole(0, this.#late.length - 1), 1);
      if (request !== undefined) await this.#deliver(request);
    }
  }

  async #meet(request: HttpRequest, fate: Fate): Promise<Result<HttpAnswer, HttpRefusal>> {
    if (this.#late.length > 0 && this.#dice.chance(0.4)) await this.deliverLate();
    switch (fate) {
      case 'arrives':
        return this.#deliver(request);
      case 'request-lost':
        return refuse('unreachable');
      case 'answer-lost':
        await this.#deliver(request);
        return refuse(this.#dice.pick(['unreachable', 'timed-out']));
      case 'doubled': {
        const first = await this.#deliver(request);
        const second = await this.#deliver(request);
        return this.#dice.chance(0.5) ? first : second;
      }
      case 'late':
        this.#late.push(request);
        return refuse('timed-out');
      case 'cut': {
        const answer = await this.#deliver(request);
        if (!answer.ok) return answer;
        const bytes = this.#dice.whole(0, Math.max(0, answer.value.body.length - 1));
        return ok({ ...answer.value, body: answer.value.body.subarray(0, bytes) });
      }
    }
  }

  async #deliver({ method, url, headers, body }: HttpRequest): Promise<Result<HttpAnswer, HttpRefusal>> {
    if (this.server === null) return refuse('unreachable');
    const options: InjectOptions = {
      method: method === 'GET' ? 'GET' : 'POST',
      url: url.pathname + url.search,
      headers: { ...headers, host: url.host },
      ...(body === null ? {} : { payload: Buffer.from(body) }),
    };
    const answer = await this.server.app.inject(options);
    return ok({
      status: answer.statusCode,
      header: (name) => {
        const value = answer.headers[name.toLowerCase()];
        return value === undefined ? null : String(value);
      },
      body: answer.rawPayload,
    });
  }

  /** Holds a long poll for its time, then drops it: the next cycle delivers what it missed. */
  #held(signal: AbortSignal): Promise<Result<HttpAnswer, HttpRefusal>> {
    return new Promise((resolve) => {
      const end = (why: HttpRefusal) => (): void => {
        cancel();
        signal.removeEventListener('abort', stopped);
        resolve(refuse(why));
      };
      const stopped = end('stopped');
      const cancel = this.#time.timers.after(LONG_POLL_MS, end('timed-out'));
      signal.addEventListener('abort', stopped);
    });
  }
}
