import { joinCall } from './call.ts';
import type { CallState } from './call.ts';
import { countInputs } from './inputs.ts';
import { askName } from './name-form.ts';
import { openScene } from './scene.ts';
import { pickLanguage, wordsIn } from './words.ts';

const inputs = countInputs(window);
Object.assign(window, { __inputsReceived: inputs });

const query = new URLSearchParams(location.search);
const side = query.has('peer') ? 'site' : 'station';
const language = pickLanguage(query.get('lang'), navigator.language);
const words = wordsIn(language);
/** How long joining takes: `?slow=8000` for a slow one. */
const joiningMs = Number(query.get('slow') ?? 1200);

document.documentElement.lang = language;
document.title = words.title;
const theirs = find('theirs', HTMLVideoElement);
const ours = find('ours', HTMLVideoElement);
const status = find('status', HTMLElement);
const more = find('more', HTMLElement);
find('name', HTMLElement).textContent = words.there;
find('self', HTMLElement).textContent = words.you;
find('no-camera', HTMLElement).textContent = words.noCamera;
find('banner', HTMLElement).textContent = words.banner;

// The community site's page runs on this same machine: its sound must not come out of the station's headset.
theirs.muted = side === 'site';

function show(state: CallState): void {
  document.body.dataset['state'] = state;
  const texts: Readonly<Record<CallState, readonly [string, string]>> = {
    joining: [words.joining, ''],
    lobby: [words.lobby, words.lobbyMore],
    removed: [words.removed, ''],
    alone: [words.waiting, words.waitingMore],
    connecting: [words.connecting, ''],
    connected: ['', ''],
    reconnecting: [words.reconnecting, ''],
    ended: [words.ended, ''],
    replaced: [words.replaced, ''],
  };
  [status.textContent, more.textContent] = texts[state];
  // Like Webex, moves on to a dashboard once a meeting is over.
  if ((state !== 'ended' && state !== 'removed') || side !== 'station') return;
  if (window.parent === window) location.assign('/meet/practice/dashboard');
  else window.parent.postMessage('over', '*');
}

async function openCamera(): Promise<MediaStream | null> {
  // Imitates a browser that blocks the camera.
  if (query.get('camera') === 'blocked') return null;
  const video = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { max: 15 } };
  for (const wanted of [{ audio: true, video }, { audio: true }, { video }]) {
    try {
      return await navigator.mediaDevices.getUserMedia(wanted);
    } catch (error) {
      // No such device, or denied: continue with what is available.
      if (!(error instanceof DOMException)) throw error;
    }
  }
  return null;
}

async function start(): Promise<void> {
  if (query.has('form')) await askName(words);
  show('joining');
  const stream = side === 'site' ? openScene().stream : await openCamera();
  ours.srcObject = stream;
  document.body.dataset['camera'] = String((stream?.getVideoTracks().length ?? 0) > 0);
  await new Promise((resolve) => setTimeout(resolve, joiningMs));
  joinCall({
    side,
    lobby: query.has('lobby'),
    ours: stream,
    onState: show,
    onTheirs: (remote) => {
      theirs.srcObject = remote;
    },
    inputCounts: () => ({ ...inputs }),
  });
}

function find<Kind extends HTMLElement>(id: string, kind: { new (): Kind; readonly prototype: Kind }): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}.`);
  return element;
}

void start();
