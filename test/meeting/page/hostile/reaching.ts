import { attach, make, wait, type Attempt } from './attempt.ts';

function reach(name: string, how: (outside: string) => unknown): Attempt {
  return {
    name: `reach out by ${name}`,
    try: async ({ outside }) => {
      await how(outside);
      await wait(120);
      return null;
    },
  };
}

function workerSource(outside: string): string {
  return `fetch(${JSON.stringify(outside)}, { mode: 'no-cors' }); try { importScripts(${JSON.stringify(`${outside}/script`)}) } catch {}
    new WebSocket(${JSON.stringify(outside.replace('http', 'ws'))});`;
}

const scriptOf = (source: string): string =>
  URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));

/** Requests to other places: this machine, the institution’s network, the internet. */
export const REACHING: readonly Attempt[] = [
  reach('fetch', (outside) => fetch(outside, { mode: 'no-cors' }).catch(() => null)),
  reach('request', (outside) => {
    const request = new XMLHttpRequest();
    request.open('GET', outside);
    request.send();
  }),
  reach('socket', (outside) => new WebSocket(outside.replace('http', 'ws'))),
  reach('event source', (outside) => new EventSource(outside)),
  reach('beacon', (outside) => navigator.sendBeacon(outside, 'x')),
  reach('kept-alive request', (outside) =>
    fetch(outside, { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' }).catch(() => null),
  ),
  reach('picture', (outside) => attach(make('img', { src: outside }))),
  reach('style sheet', (outside) => attach(make('link', { rel: 'stylesheet', href: outside }))),
  reach('font', (outside) =>
    attach(make('style', { textContent: `@font-face{font-family:x;src:url(${outside})} *{font-family:x}` })),
  ),
  reach('script', (outside) => attach(make('script', { src: outside }))),
  reach('module', (outside) => import(/* @vite-ignore */ outside).catch(() => null)),
  reach('video', (outside) => attach(make('video', { src: outside, preload: 'auto' }))),
  reach('icon', (outside) => attach(make('link', { rel: 'icon', href: outside }))),
  ...['prefetch', 'preload', 'preconnect', 'dns-prefetch', 'modulepreload', 'manifest'].map((rel) =>
    reach(rel, (outside) => attach(make('link', { rel, href: outside, as: 'fetch' }))),
  ),
  reach('speculation rules', (outside) =>
    attach(
      make('script', {
        type: 'speculationrules',
        textContent: JSON.stringify({
          prefetch: [{ urls: [outside] }],
          prerender: [{ urls: [`${outside}/pre`] }],
        }),
      }),
      700,
    ),
  ),
  reach('ping of a link', async (outside) => {
    const link = make('a', { href: '#here', ping: outside });
    document.body.append(link);
    link.click();
    await wait(100);
    link.remove();
  }),
  reach('worker', async (outside) => {
    const worker = new Worker(scriptOf(workerSource(outside)));
    await wait(500);
    worker.terminate();
  }),
  reach('shared worker', async (outside) => {
    new SharedWorker(scriptOf(workerSource(outside)));
    await wait(500);
  }),
  reach('service worker', async (outside) => {
    await navigator.serviceWorker.register(`/meet/hostile/worker.js?outside=${encodeURIComponent(outside)}`);
    await wait(500);
  }),
  reach('web transport', async (outside) => {
    const Transport = (window as unknown as { WebTransport: new (url: string) => { ready: Promise<void> } })
      .WebTransport;
    await new Transport(outside.replace('http:', 'https:')).ready.catch(() => null);
  }),
  reach('this machine by number', (outside) =>
    fetch(outside.replace('localhost', '127.0.0.1'), { mode: 'no-cors' }).catch(() => null),
  ),
  reach('this machine by IPv6', (outside) =>
    fetch(outside.replace('localhost', '[::1]'), { mode: 'no-cors' }).catch(() => null),
  ),
  reach('this machine by an odd number', (outside) =>
    fetch(outside.replace('localhost', '0x7f.1'), { mode: 'no-cors' }).catch(() => null),
  ),
  {
    name: 'read a file of this machine',
    try: async () => `read ${(await (await fetch('file:///etc/hostname')).text()).length} letters`,
  },
  {
    name: 'read the station’s own pages',
    try: async () => `read ${(await (await fetch('app://station/staff/index.html')).text()).length} letters`,
  },
];
