import { heldUp, make, wait, type Attempt } from './attempt.ts';

type Loose = Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

/** Succeeds when the platform's promise resolves. */
function ask(name: string, what: () => unknown, patienceMs = 500): Attempt {
  return {
    name,
    patienceMs,
    try: async () => {
      const answer = await what();
      return `granted ${typeof answer === 'object' && answer !== null ? answer.constructor.name : String(answer)}`;
    },
  };
}

/** The same, for requests that answer with a word. */
function askWord(name: string, what: () => Promise<string>): Attempt {
  return { name, try: async () => ((await what()) === 'granted' ? 'granted' : null) };
}

const own = (name: string): Loose => {
  const found = (navigator as unknown as Record<string, Loose>)[name];
  if (found === undefined) throw new Error(`no navigator.${name}`);
  return found;
};
const call = (on: Loose, name: string, ...args: readonly unknown[]): unknown => {
  const found = on[name];
  if (found === undefined) throw new Error(`no ${name}`);
  return Reflect.apply(found, on, args);
};
const global = window as unknown as Loose;

async function paintedVideo(): Promise<HTMLVideoElement> {
  const canvas = make('canvas');
  canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
  const video = make('video', { muted: true, srcObject: canvas.captureStream(5) });
  document.body.append(video);
  await video.play();
  return video;
}

/** Requests for every permission, device and system window. */
export const ASKING: readonly Attempt[] = [
  ask('the screen', () => navigator.mediaDevices.getDisplayMedia({ video: true })),
  ...['desktop', 'screen', 'tab'].map((source) =>
    ask(`the screen as camera, ${source}`, () =>
      navigator.mediaDevices.getUserMedia({
        video: { mandatory: { chromeMediaSource: source, chromeMediaSourceId: 'screen:0:0' } },
      } as unknown as MediaStreamConstraints),
    ),
  ),
  askWord('notifications', () => Notification.requestPermission()),
  {
    name: 'a notification without asking',
    try: async () => {
      const note = new Notification('x');
      return new Promise((resolve) => {
        note.addEventListener('show', () => resolve('shown'));
        note.addEventListener('error', () => resolve(null));
      });
    },
  },
  {
    name: 'the place',
    try: () =>
      new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('a place'),
          (error) => resolve(error.code === 1 ? null : 'leave to ask for it'),
        ),
      ),
  },
  ask('reading the clipboard', () => navigator.clipboard.readText()),
  ask('reading all of the clipboard', () => navigator.clipboard.read()),
  ask('writing the clipboard', () => navigator.clipboard.writeText('x')),
  {
    name: 'pasting',
    try: async () => {
      const box = make('textarea');
      document.body.append(box);
      box.focus();
      const pasted = document.execCommand('paste');
      box.remove();
      return pasted ? 'pasted' : null;
    },
  },
  {
    name: 'HID devices',
    try: async () => {
      const asked = await call(own('hid'), 'requestDevice', { filters: [] });
      const known = await call(own('hid'), 'getDevices');
      return JSON.stringify([asked, known]) === '[[],[]]' ? null : 'devices';
    },
  },
  ask('USB devices', () => call(own('usb'), 'requestDevice', { filters: [] })),
  ask('serial ports', () => call(own('serial'), 'requestPort')),
  ask('Bluetooth devices', () => call(own('bluetooth'), 'requestDevice', { acceptAllDevices: true })),
  ask('MIDI devices', () => navigator.requestMIDIAccess({ sysex: true })),
  ask('the keyboard', () => call(own('keyboard'), 'lock')),
  {
    name: 'the pointer',
    try: async () => {
      await document.body.requestPointerLock();
      await wait(200);
      return document.pointerLockElement === null ? null : 'the pointer';
    },
  },
  {
    name: 'the whole screen',
    try: async () => {
      void document.body.requestFullscreen().catch(() => undefined);
      await wait(500);
      return document.fullscreenElement === null ? null : 'the whole screen';
    },
  },
  {
    name: 'a picture above everything',
    try: async () => {
      const video = await paintedVideo();
      try {
        const window = await video.requestPictureInPicture();
        return `a window of ${window.width} pixels`;
      } finally {
        video.remove();
      }
    },
  },
  ask('a page above everything', () =>
    call((window as unknown as Record<string, Loose>)['documentPictureInPicture'] ?? {}, 'requestWindow'),
  ),
  ask('keeping the screen awake', () => navigator.wakeLock.request('screen')),
  ask('other displays', () => call(global, 'getScreenDetails')),
  {
    name: 'listening to speech',
    try: async () =>
      ['SpeechRecognition', 'webkitSpeechRecognition'].some((name) => name in window) ? 'a listener' : null,
  },
  {
    name: 'speaking',
    try: async () =>
      'speechSynthesis' in window ? `${window.speechSynthesis.getVoices().length} voices` : null,
  },
  ask('a colour of the screen', () => {
    const Dropper = (window as unknown as Record<string, new () => { open(): Promise<unknown> }>)[
      'EyeDropper'
    ];
    if (Dropper === undefined) throw new Error('none');
    void new Dropper().open().catch(() => undefined);
    return 'a dropper';
  }),
  ask('the sign-in of another site', () =>
    navigator.credentials.get({
      identity: { providers: [{ configURL: 'https://foreign.example/c.json', clientId: 'x' }] },
    } as CredentialRequestOptions),
  ),
  ask('whether somebody is there', async () => {
    const detector = global['IdleDetector'] as unknown as { requestPermission(): Promise<string> };
    if ((await detector.requestPermission()) !== 'granted') throw new Error('denied');
  }),
  {
    name: 'storage for ever',
    try: async () => ((await navigator.storage.persist()) ? 'storage for ever' : null),
  },
  ask('the machine’s fonts', async () => {
    const fonts = await call(global, 'queryLocalFonts');
    if (!Array.isArray(fonts) || fonts.length === 0) throw new Error('none');
  }),
  ask('a file to read', () => call(global, 'showOpenFilePicker')),
  ask('a file to write', () => call(global, 'showSaveFilePicker')),
  ask('a folder', () => call(global, 'showDirectoryPicker')),
  {
    name: 'a file by a form',
    try: async () => {
      const box = make('input', { type: 'file' });
      document.body.append(box);
      let chosen: string | null = null;
      box.addEventListener('change', () => (chosen = 'a file'));
      box.click();
      await wait(500);
      box.remove();
      return chosen;
    },
  },
  ask('a payment', () =>
    new PaymentRequest([{ supportedMethods: 'https://foreign.example/pay' }], {
      total: { label: 'x', amount: { currency: 'CAD', value: '1' } },
    }).show(),
  ),
  ask('a security key', () =>
    navigator.credentials.create({
      publicKey: {
        challenge: new Uint8Array(16),
        rp: { name: 'x' },
        user: { id: new Uint8Array(16), name: 'x', displayName: 'x' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      },
    }),
  ),
  ask('sharing', () => navigator.share({ title: 'x', url: 'https://foreign.example/' })),
  ask('an app for its links', async () => {
    const found = await call(global, 'getInstalledRelatedApps');
    if (!Array.isArray(found) || found.length === 0) throw new Error('none');
  }),
  {
    name: 'printing',
    try: async () => {
      let printed: string | null = null;
      window.addEventListener('beforeprint', () => (printed = 'a print'));
      const held = heldUp(() => window.print()) ?? heldUp(() => document.execCommand('print'));
      await wait(200);
      return printed ?? held;
    },
  },
  {
    name: 'printing from an empty frame',
    try: async () => {
      const frame = make('iframe');
      document.body.append(frame);
      const held = heldUp(() => frame.contentWindow?.print());
      frame.remove();
      return held;
    },
  },
  {
    name: 'an alert, a question, a prompt',
    try: async () =>
      heldUp(() => window.alert('x')) ??
      heldUp(() => window.confirm('x')) ??
      heldUp(() => window.prompt('x', 'y')),
  },
];
