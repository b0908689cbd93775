import type { ServerResponse } from 'node:http';
import { pageFile } from './page-files.ts';

/** What came of one attempt of the hostile page, as the page itself says. */
export type HostileResult = {
  readonly place: 'main' | 'frame';
  readonly name: string;
  /** Null: nothing. `unfinished`: the page was taken away during it. */
  readonly got: string | null;
  readonly finished: boolean;
};

const PLACES = ['main', 'frame'] as const;
const SCRIPT = /^\/meet\/hostile\/([a-z-]+)\.js$/;
/** A service worker that fetches what it was told to. */
const WORKER = `const outside = new URL(location.href).searchParams.get('outside');
self.addEventListener('install', (event) => event.waitUntil(fetch(outside, { mode: 'no-cors' }).catch(() => null)));`;

/** A page that asks for a microphone and says what it got. */
const ASKS = `<script>navigator.mediaDevices?.getUserMedia({ audio: true }).then((stream) => parent.postMessage('got:' + stream.getTracks()[0].label, '*'))</script>`;

const pageOf = (script: string): string =>
  `<!doctype html><body><script type="module" src="/meet/hostile/${script}.js"></script></body>`;

/** The pages that try everything, and the book in which they write what they got. They are served without any policy. */
export class HostilePages {
  readonly #results = new Map<string, HostileResult>();
  readonly #done = new Set<string>();

  get results(): readonly HostileResult[] {
    return [...this.#results.values()];
  }

  /** Whether the page at this place has tried everything. */
  isDone(place: 'main' | 'frame'): boolean {
    return this.#done.has(place);
  }

  async answer(url: URL, response: ServerResponse): Promise<void> {
    const send = (
      type: string,
      body: string,
      more: Readonly<Record<string, string>> = {},
      status = 200,
    ): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...more }).end(body);
    };
    const script = SCRIPT.exec(url.pathname)?.[1];
    switch (url.pathname) {
      case '/meet/hostile':
        return send('text/html; charset=utf-8', await pageFile('hostile.html'));
      case '/meet/hostile/outer':
        return send('text/html; charset=utf-8', await pageFile('hostile-outer.html'));
      case '/meet/hostile/frames':
        return send('text/html; charset=utf-8', pageOf('frames'));
      case '/meet/hostile/frames/outer':
        return send('text/html; charset=utf-8', pageOf('frames-outer'));
      case '/meet/hostile/empty':
        return send('text/html; charset=utf-8', '<script>parent.see?.(window, "inner")</script>');
      case '/meet/hostile/asks':
        return send('text/html; charset=utf-8', ASKS);
      case '/meet/hostile/report':
        return send('application/json', JSON.stringify(this.#note(url.searchParams)));
      case '/meet/hostile/redirect':
        return send('text/plain', '', { location: url.searchParams.get('to') ?? '' }, 302);
      case '/meet/hostile/download':
        return send('application/octet-stream', 'x', { 'content-disposition': 'attachment; filename=x.bin' });
      case '/meet/hostile/pdf':
        return send('application/pdf', '%PDF-1.4\n%%EOF');
      case '/meet/hostile/sign-in':
        return send('text/plain', 'who are you', { 'www-authenticate': 'Basic realm="x"' }, 401);
      case '/meet/hostile/worker.js':
        return send('text/javascript', WORKER);
      default:
        if (script === undefined) return send('text/plain', 'not here', {}, 404);
        return send('text/javascript; charset=utf-8', await pageFile(`hostile/${script}.ts`));
    }
  }

  /** Notes what a page reports, and returns the names of the attempts it has begun. */
  #note(told: URLSearchParams): readonly string[] {
    const place = PLACES.find((one) => one === told.get('place'));
    if (place === undefined) return [];
    const begin = told.get('begin');
    const name = told.get('name');
    if (begin !== null) this.#set({ place, name: begin, got: null, finished: false });
    if (name !== null) this.#set({ place, name, got: told.get('got'), finished: true });
    if (told.has('done')) this.#done.add(place);
    return this.results.filter((result) => result.place === place).map((result) => result.name);
  }

  #set(result: HostileResult): void {
    this.#results.set(`${result.place} ${result.name}`, result);
  }
}
