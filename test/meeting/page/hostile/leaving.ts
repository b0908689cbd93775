import { attach, frameSays, make, wait, type Attempt } from './attempt.ts';

const LEAVE_MS = 350;

function go(name: string, address: (outside: string, origin: string) => string): Attempt {
  return {
    name: `go to ${name}`,
    try: async ({ outside, origin }) => {
      location.assign(address(outside, origin));
      await wait(LEAVE_MS);
      return null;
    },
  };
}

function frame(name: string, address: (outside: string) => string): Attempt {
  return {
    name: `frame of ${name}`,
    try: async ({ outside }) => frameSays((one) => (one.src = address(outside))),
  };
}

const SPEAK = '<script>parent.postMessage("got:a page of its own", "*")</script>';

/** Attempts to leave the meeting: addresses, redirects, forms, windows, frames, other programs. */
export const LEAVING: readonly Attempt[] = [
  go('a foreign page', (outside) => outside),
  go('a foreign page over https', () => 'https://foreign.example/'),
  go('a foreign page by redirect', (outside, origin) => `${origin}/meet/hostile/redirect?to=${outside}`),
  go('a page with a name and password', (_outside, origin) => origin.replace('//', '//user:word@')),
  go('data:', () => `data:text/html,${SPEAK}`),
  go('blob:', () => URL.createObjectURL(new Blob([SPEAK], { type: 'text/html' }))),
  go('file:', () => 'file:///etc/hostname'),
  go('view-source:', (_outside, origin) => `view-source:${origin}/`),
  go('chrome:', () => 'chrome://gpu'),
  go('devtools:', () => 'devtools://devtools/bundled/inspector.html'),
  go('the station’s own pages', () => 'app://station/staff/'),
  go('webex:', () => 'webex://launch?token=0'),
  go('mailto:', () => 'mailto:nobody@foreign.example'),
  go('tel:', () => 'tel:5550100'),
  go('a download', (_outside, origin) => `${origin}/meet/hostile/download`),
  go('a PDF', (_outside, origin) => `${origin}/meet/hostile/pdf`),
  go('a sign-in', (_outside, origin) => `${origin}/meet/hostile/sign-in`),
  {
    name: 'meta refresh to a foreign page',
    try: async ({ outside }) => {
      await attach(make('meta', { httpEquiv: 'refresh', content: `0;url=${outside}` }), LEAVE_MS);
      return null;
    },
  },
  {
    name: 'form sent to a foreign page',
    try: async ({ outside }) => {
      const form = make('form', { action: outside, method: 'get' });
      document.body.append(form);
      form.submit();
      await wait(LEAVE_MS);
      return null;
    },
  },
  {
    name: 'the page around it sent away',
    try: async ({ outside }) => {
      if (window.top === null) return null;
      window.top.location.href = outside;
      await wait(LEAVE_MS);
      return null;
    },
  },
  {
    name: 'a foreign name in the address bar',
    try: async () => {
      history.pushState(null, '', 'https://foreign.example/');
      return location.href.includes('foreign') ? location.href : null;
    },
  },
  {
    name: 'window.open of a foreign page',
    try: async ({ outside }) => (window.open(outside, '_blank') === null ? null : 'a window'),
  },
  {
    name: 'window.open of an empty page',
    try: async () => (window.open('about:blank', '_blank', 'popup') === null ? null : 'a window'),
  },
  {
    name: 'window.open of the meeting itself',
    try: async () => (window.open(location.href, '_blank') === null ? null : 'a window'),
  },
  ...['_blank', 'named'].map((target): Attempt => ({
    name: `link into a window ${target}`,
    try: async ({ outside }) => {
      const link = make('a', { href: outside, target });
      document.body.append(link);
      link.click();
      link.dispatchEvent(new MouseEvent('click', { ctrlKey: true, shiftKey: true, bubbles: true }));
      link.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
      await wait(300);
      return null;
    },
  })),
  {
    name: 'download by link',
    try: async () => {
      const href = URL.createObjectURL(new Blob(['x']));
      await attach(make('a', { href, download: 'x.txt' })).then((link) => link.click());
      await wait(300);
      return null;
    },
  },
  frame('a foreign page', (outside) => outside),
  frame('data:', () => `data:text/html,${SPEAK}`),
  frame('blob:', () => URL.createObjectURL(new Blob([SPEAK], { type: 'text/html' }))),
  frame('file:', () => 'file:///etc/hostname'),
  frame('another program', () => 'webex://launch'),
  frame('the station’s own pages', () => 'app://station/staff/'),
  {
    name: 'frame that sends the page around it away',
    try: async ({ outside }) =>
      frameSays((one) => (one.srcdoc = `<script>try { top.location = "${outside}" } catch {}</script>`)),
  },
  {
    name: 'webview element',
    try: async ({ outside }) => {
      const view = document.createElement('webview');
      view.setAttribute('src', outside);
      document.body.append(view);
      await wait(400);
      return 'loadURL' in view ? 'a webview' : null;
    },
  },
  {
    name: 'embedded object of a foreign page',
    try: async ({ outside }) => {
      await attach(make('object', { data: outside, type: 'text/html' }));
      await attach(make('embed', { src: `${outside}/embed`, type: 'text/html' }));
      return null;
    },
  },
  {
    name: 'leaving held up by beforeunload',
    try: async ({ origin }) => {
      window.addEventListener('beforeunload', (event) => event.preventDefault(), { once: true });
      location.assign(`${origin}/meet/hostile/redirect?to=foreign:`);
      await wait(300);
      return null;
    },
  },
];
