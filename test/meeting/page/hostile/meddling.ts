import { frameSays, make, wait, type Attempt } from './attempt.ts';

const HIDDEN_NAME = /^_[0-9a-f]{32}$/;

/** Names that the station hides in a window, with what they are. */
function hiddenNames(of: Window): readonly string[] {
  return Object.getOwnPropertyNames(of)
    .filter((name) => HIDDEN_NAME.test(name))
    .map((name) => String((of as unknown as Record<string, unknown>)[name]));
}

const isNative = (source: string): boolean => source.includes('[native code]');

type Devices = {
  readonly microphone: string;
  readonly camera: string;
};

const wrongDevice = async (
  from: Window,
  asked: MediaStreamConstraints,
  chosen: Devices,
): Promise<string | null> => {
  const stream = await from.navigator.mediaDevices.getUserMedia(asked);
  const labels = stream.getTracks().map((track) => track.label);
  for (const track of stream.getTracks()) track.stop();
  const wrong = labels.filter((label) => label !== chosen.microphone && label !== chosen.camera);
  return wrong.length === 0 ? null : wrong.join(', ');
};

/** Which devices the test chose; the page knows because the test says so. */
function chosen(): Devices {
  const query = new URLSearchParams(location.search);
  return { microphone: query.get('microphone') ?? '', camera: query.get('camera') ?? '' };
}

async function withFrame(
  look: (inner: Window & typeof globalThis) => Promise<string | null>,
): Promise<string | null> {
  const frame = make('iframe', { allow: 'camera; microphone' });
  document.body.append(frame);
  try {
    return await look(frame.contentWindow as Window & typeof globalThis);
  } finally {
    frame.remove();
  }
}

/** Attempts on the station itself: its channel, its devices, its hold on the page. */
export const MEDDLING: readonly Attempt[] = [
  {
    name: 'the station’s programs',
    try: async () => {
      const names = [
        'require',
        'process',
        'electron',
        'ipcRenderer',
        'station',
        'childLinkSimulator',
        'Buffer',
      ];
      const found = names.filter((name) => name in window);
      return found.length === 0 ? null : found.join(', ');
    },
  },
  {
    name: 'the evidence channel',
    try: async () => (hiddenNames(window).some(isNative) ? 'the channel' : null),
  },
  {
    name: 'the evidence channel of an empty frame',
    try: () => withFrame(async (inner) => (hiddenNames(inner).some(isNative) ? 'the channel' : null)),
  },
  {
    name: 'the evidence channel of a written frame',
    try: () =>
      frameSays(
        (frame) =>
          (frame.srcdoc = `<script>const n = Object.getOwnPropertyNames(window).filter((n) => ${String(HIDDEN_NAME)}.test(n) && String(window[n]).includes('[native code]')); if (n.length > 0) parent.postMessage('got:the channel', '*')</script>`),
      ),
  },
  {
    name: 'the word that lets our camera run',
    try: async () => {
      const heard: string[] = [];
      const spy = new Proxy({}, { get: () => (word: unknown) => heard.push(String(word)), has: () => true });
      Object.defineProperty(window, 'globalThis', { value: spy, configurable: true });
      for (const name of ['self', 'frames', 'parent'] as const) {
        try {
          Object.defineProperty(window, name, { value: spy, configurable: true });
        } catch {
          // not to be had
        }
      }
      await wait(700);
      return heard.some((word) => HIDDEN_NAME.test(word)) ? 'the word' : null;
    },
  },
  {
    name: 'printing put back',
    try: async () => {
      const before = window.print;
      try {
        Object.defineProperty(window, 'print', { value: () => 'mine' });
      } catch {
        // not to be had
      }
      return window.print === before ? null : 'its own print';
    },
  },
  {
    name: 'other devices listed',
    try: async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      const { microphone, camera } = chosen();
      const others = all.filter(
        (one) =>
          (one.kind === 'audioinput' && one.label !== microphone) ||
          (one.kind === 'videoinput' && one.label !== camera),
      );
      return others.length === 0 ? null : others.map((one) => one.label).join(', ');
    },
  },
  {
    name: 'another microphone by its id',
    try: () => wrongDevice(window, { audio: { deviceId: { exact: 'default' } } }, chosen()),
  },
  {
    name: 'another microphone by a wish',
    try: () =>
      wrongDevice(
        window,
        { audio: { advanced: [{ deviceId: 'default' }], groupId: { ideal: 'x' } } },
        chosen(),
      ),
  },
  {
    name: 'another microphone by an empty frame',
    try: () => withFrame((inner) => wrongDevice(inner, { audio: true }, chosen())),
  },
  {
    name: 'another microphone by a frame’s tools',
    try: () =>
      withFrame(async (inner) => {
        const get = inner.MediaDevices.prototype.getUserMedia;
        const stream = await Reflect.apply(get, navigator.mediaDevices, [{ audio: true }]);
        const [label = ''] = stream.getTracks().map((track) => track.label);
        for (const track of stream.getTracks()) track.stop();
        return label === chosen().microphone ? null : label;
      }),
  },
  {
    name: 'another microphone by the old way',
    try: async () => {
      const old = (navigator as unknown as Record<string, unknown>)['webkitGetUserMedia'];
      if (typeof old !== 'function') return null;
      const stream = await new Promise<MediaStream>((use, fail) => {
        Reflect.apply(old, navigator, [{ audio: true }, use, fail]);
      });
      const [label = ''] = stream.getTracks().map((track) => track.label);
      for (const track of stream.getTracks()) track.stop();
      return label === chosen().microphone ? null : label;
    },
  },
  {
    name: 'the devices’ tools put back',
    try: async () => {
      Reflect.deleteProperty(MediaDevices.prototype, 'getUserMedia');
      Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia');
      const get = (navigator.mediaDevices as Partial<MediaDevices>).getUserMedia;
      return get === undefined ? null : wrongDevice(window, { audio: true }, chosen());
    },
  },
];
