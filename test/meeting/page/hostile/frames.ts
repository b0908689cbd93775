/** Checks for the page script in this frame and in every kind of frame within it, and asks for a microphone. */
const query = new URLSearchParams(location.search);
const chosen = query.get('microphone') ?? '';
const PATIENCE_MS = 5000;
const found: string[] = [];
type Realm = Window & typeof globalThis;
type Old = (
  this: Navigator,
  asked: MediaStreamConstraints,
  use: (stream: MediaStream) => void,
  fail: (error: unknown) => void,
) => void;

const isNative = (tool: unknown): boolean =>
  typeof tool === 'function' && Function.prototype.toString.call(tool).includes('[native code]');
const oldWay = (realm: Realm): unknown => Reflect.get(realm.navigator, 'webkitGetUserMedia');

/** A realm with the browser's native functions has no page script. */
function look(realm: Realm, where: string): void {
  const tools = [oldWay(realm), realm.navigator.mediaDevices.getUserMedia];
  if (tools.some(isNative)) found.push(`the browser’s own tools in ${where}`);
}

/** The same, in a new frame. `tells`: the frame calls `see` itself. */
async function lookInto(
  where: string,
  fill: (frame: HTMLIFrameElement) => void,
  tells = false,
): Promise<void> {
  const frame = document.createElement('iframe');
  fill(frame);
  const told = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`no word of ${where}`)), PATIENCE_MS);
    const see = (realm: Realm): void => {
      look(realm, where);
      resolve();
    };
    Object.assign(window, { see });
    if (!tells) frame.addEventListener('load', () => see(frame.contentWindow as Realm));
  });
  const before = window.length;
  document.body.append(frame);
  look(window[before] as Realm, `${where}, at once`);
  await told;
  frame.remove();
}

async function microphoneOf(ask: (asked: MediaStreamConstraints) => Promise<MediaStream>): Promise<string> {
  const stream = await ask({ audio: true });
  const [track] = stream.getTracks();
  for (const one of stream.getTracks()) one.stop();
  return track?.label ?? '';
}

/** Reports a microphone other than the chosen one; a denial is fine. */
async function expectChosen(
  how: string,
  ask: (asked: MediaStreamConstraints) => Promise<MediaStream>,
): Promise<void> {
  const label = await microphoneOf(ask).catch((error: unknown) => {
    // An error from another frame is no instance of this frame's classes.
    if (String(error).startsWith('NotAllowedError')) return null;
    throw error;
  });
  if (label !== null && label !== chosen) found.push(`${how}: ${label}`);
}

async function run(): Promise<void> {
  look(window, 'the frame');
  const old = oldWay(window) as Old;
  await expectChosen(
    'the old way',
    (asked) => new Promise((use, fail) => old.call(navigator, asked, use, fail)),
  );
  await lookInto('an empty frame', () => undefined);
  await lookInto('a frame of about:blank', (frame) => (frame.src = 'about:blank'));
  await lookInto('a written frame', (frame) => (frame.srcdoc = '<script>parent.see(window)</script>'), true);
  await lookInto('a frame of the same site', (frame) => (frame.src = '/meet/hostile/empty'), true);

  const lender = document.createElement('iframe');
  document.body.append(lender);
  const { getUserMedia } = (lender.contentWindow as Realm).MediaDevices.prototype;
  await expectChosen('another frame’s tools', (asked) => getUserMedia.call(navigator.mediaDevices, asked));
  lender.remove();
}

run()
  .catch((error: unknown) => found.push(String(error)))
  .finally(() => window.parent.postMessage(found.join('; '), '*'));

export {};
