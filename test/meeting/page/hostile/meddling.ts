import { frameSays, make, type Attempt } from './attempt.ts';

const HIDDEN_NAME = /[0-9a-f]{10}/;

/** Globals that no page defines by itself. */
function hiddenNames(of: Window): readonly string[] {
  return Object.getOwnPropertyNames(of).filter((name) => HIDDEN_NAME.test(name));
}

/** A page that asks for any microphone and reports what it got. */
const ASKS = `<script>navigator.mediaDevices?.getUserMedia({ audio: true }).then((stream) => {
  const { label } = stream.getTracks()[0]; stream.getTracks()[0].stop(); parent.postMessage('got:' + label, '*'); top.postMessage('got:' + label, '*'); })</script>`;

/** Frames without a URL or an origin to judge. None of them gets a device. */
const FRAMES: Readonly<Record<string, (frame: HTMLIFrameElement, origin: string) => void>> = {
  'a written frame': (frame) => {
    frame.allow = 'microphone *';
    frame.srcdoc = ASKS;
  },
  'a sandboxed written frame': (frame) => {
    frame.allow = 'microphone *';
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = ASKS;
  },
  'a sandboxed frame of the meeting': (frame, origin) => {
    frame.allow = 'microphone *';
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.src = `${origin}/meet/hostile/asks`;
  },
  'a blob': (frame) => {
    frame.allow = 'microphone *';
    frame.src = URL.createObjectURL(new Blob([ASKS], { type: 'text/html' }));
  },
  'a frame of data:': (frame) => {
    frame.allow = 'microphone *';
    frame.src = `data:text/html,${encodeURIComponent(ASKS)}`;
  },
  'a frame written inside a written frame': (frame) => {
    frame.allow = 'microphone *';
    frame.srcdoc = `<iframe allow="microphone *"></iframe><script>document.querySelector('iframe').srcdoc = ${JSON.stringify(ASKS).replaceAll('</', '<\\/')}</script>`;
  },
};

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

/** The devices that the test chose, from the query. */
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

/** Attacks on the station itself and its devices. */
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
    name: 'a name that the station left in the window',
    try: async () => (hiddenNames(window).length > 0 ? 'a name' : null),
  },
  {
    name: 'a name that the station left in an empty frame',
    try: () => withFrame(async (inner) => (hiddenNames(inner).length > 0 ? 'a name' : null)),
  },
  ...Object.entries(FRAMES).map(([where, fill]): Attempt => ({
    name: `a microphone in ${where}`,
    try: ({ origin }) => frameSays((frame) => fill(frame, origin), 1200),
    patienceMs: 2500,
  })),
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
