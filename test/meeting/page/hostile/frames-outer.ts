/** Creates, leaves, re-enters and recreates a frame of another site in every way, and reports what it found. */
const query = new URLSearchParams(location.search);
const rounds = Number(query.get('rounds'));
const inner = query.get('inner') ?? '';
const microphone = query.get('microphone') ?? '';
const PATIENCE_MS = 20_000;

const make = (): HTMLIFrameElement => {
  const frame = document.createElement('iframe');
  frame.allow = 'camera *; microphone *';
  return frame;
};
let frame = make();

const loaded = (of: HTMLIFrameElement): Promise<unknown> =>
  new Promise((resolve) => of.addEventListener('load', resolve, { once: true }));

/** Ways to load the same address again; most leave the frame's process and return to it. */
const WAYS: Readonly<Record<string, (src: string) => Promise<void>>> = {
  again: async (src) => void (frame.src = src),
  'by way of our own site': async (src) => {
    frame.src = '/meet/hostile/empty';
    await loaded(frame);
    frame.src = src;
  },
  'by way of nothing': async (src) => {
    frame.src = 'about:blank';
    await loaded(frame);
    frame.src = src;
  },
  'twice at once': async (src) => {
    frame.src = '/meet/hostile/empty';
    frame.src = src;
  },
  recreated: async (src) => {
    frame.remove();
    frame = make();
    frame.src = src;
    document.body.append(frame);
  },
};

const told = (): Promise<string> =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve('no word'), PATIENCE_MS);
    window.addEventListener(
      'message',
      ({ data }) => {
        clearTimeout(late);
        resolve(String(data));
      },
      { once: true },
    );
  });

async function report(what: Readonly<Record<string, string>>): Promise<void> {
  await fetch(`/meet/hostile/report?${new URLSearchParams({ place: 'frame', ...what }).toString()}`);
}

async function run(): Promise<void> {
  document.body.append(frame);
  const ways = Object.entries(WAYS);
  for (let round = 1; round <= rounds; round += 1) {
    const [name, go] = ways[round % ways.length] ?? ['', () => Promise.resolve()];
    const word = told();
    await go(`${inner}?${new URLSearchParams({ microphone, round: String(round) }).toString()}`);
    const got = await word;
    await report({ name: `${round}, ${name}`, ...(got === '' ? {} : { got }) });
  }
  await report({ done: 'yes' });
}

void run();

export {};
