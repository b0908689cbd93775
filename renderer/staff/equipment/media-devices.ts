import { useEffect, useRef, useState } from 'react';
import { mediaKindOf, type MediaDevice } from '../../../shared/hardware/attached.ts';
import { chooseMedia, permittedMedia, type ChosenMedia } from '../../../shared/hardware/choose-media.ts';
import { isListed } from '../../../shared/hardware/usb-identity.ts';
import { useStaff, useStaffStore } from '../../store.ts';

/** The media devices allowed at this site, by kind. */
export interface MediaDevicesView {
  readonly microphones: readonly MediaDevice[];
  readonly speakers: readonly MediaDevice[];
  readonly cameras: readonly MediaDevice[];
  /** Every device, those that are not allowed at this site too. */
  readonly attached: readonly MediaDevice[];
  /** False until the first list has arrived. */
  readonly listed: boolean;
}

const MOST_DEVICES = 100;
/** The browser's aliases for the system's choice; a station names its devices. */
const ALIASES: readonly string[] = ['default', 'communications'];

/**
 * Reports what this page's `enumerateDevices` lists while it is needed (R4, R43). Not at sign-in, because Chromium
 * starts two processes for the list.
 */
export function useReportMedia(): void {
  const { send } = useStaffStore();
  useEffect(() => whenMediaChanges((devices) => send('media.report', { devices: [...devices] })), [send]);
}

/** The media devices of this site, listed again on every change. */
export function useMediaDevices(): MediaDevicesView {
  const { allowed } = useStaff().hardware;
  const [devices, setDevices] = useState<readonly MediaDevice[] | null>(null);
  useEffect(() => whenMediaChanges(setDevices), []);
  const permitted = permittedMedia(devices ?? [], allowed);
  const of = (kind: MediaDevice['kind']) => permitted.filter((device) => device.kind === kind);
  return {
    microphones: of('microphone'),
    speakers: of('speaker'),
    cameras: of('camera'),
    attached: devices ?? [],
    listed: devices !== null,
  };
}

function whenMediaChanges(changed: (devices: readonly MediaDevice[]) => void): () => void {
  let gone = false;
  const list = () =>
    void namedDevices().then((devices) => {
      if (!gone) changed(devices);
    });
  list();
  navigator.mediaDevices.addEventListener('devicechange', list);
  return () => {
    gone = true;
    navigator.mediaDevices.removeEventListener('devicechange', list);
  };
}

async function namedDevices(): Promise<readonly MediaDevice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const named = devices.filter((device) => !ALIASES.includes(device.deviceId) && device.deviceId !== '');
  const kinds = new Set(named.map((device) => device.kind));
  // Without any named device, the system's default is better than nothing.
  const spare = devices.filter((device) => device.deviceId === 'default' && !kinds.has(device.kind));
  return [...named, ...spare]
    .slice(0, MOST_DEVICES)
    .flatMap(({ kind: browserKind, deviceId, groupId, label }) => {
      const kind = mediaKindOf(browserKind);
      return kind === null ? [] : [{ kind, deviceId, groupId, label: label.slice(0, 300) }];
    });
}

/** The chosen devices, with a proposal for those not chosen or unplugged, so that staff usually only check. */
export function useChosenDevices(
  view: MediaDevicesView,
): [ChosenMedia, (change: Partial<ChosenMedia>) => void] {
  const { send } = useStaffStore();
  const { hardware, staff } = useStaff();
  const known = hardware.chosen;
  const headsets = hardware.devices.filter(
    (device) => device.kind === 'headset' && isListed(hardware.allowed.headsets, device),
  );
  const all = [...view.microphones, ...view.speakers, ...view.cameras];
  const { microphone, speaker, camera } = chooseMedia(all, headsets, known);
  const mayChoose = staff.signedIn?.roles.includes('facilitator') ?? false;
  const told = useRef('');
  useEffect(() => {
    const wanted: ChosenMedia = { microphone, speaker, camera };
    const same = known.microphone === microphone && known.speaker === speaker && known.camera === camera;
    if (!view.listed || !mayChoose || same || told.current === JSON.stringify(wanted)) return;
    told.current = JSON.stringify(wanted);
    send('media.choose', wanted);
  }, [microphone, speaker, camera, known, view.listed, mayChoose, send]);
  return [
    { microphone, speaker, camera },
    (change) => send('media.choose', { microphone, speaker, camera, ...change }),
  ];
}

export type StreamState =
  | { readonly state: 'off' | 'opening' }
  | { readonly state: 'open'; readonly stream: MediaStream }
  | { readonly state: 'failed'; readonly reason: string };

/**
 * Keeps a device open while the component is mounted, then stops its tracks (R24). Opens it again when it is plugged
 * in again.
 */
export function useDeviceStream(kind: 'audio' | 'video', deviceId: string | null): StreamState {
  const [result, setResult] = useState<{ readonly of: string; readonly state: StreamState } | null>(null);
  const [opening, setOpening] = useState(0);
  useEffect(() => {
    if (deviceId === null) return;
    let gone = false;
    let held: MediaStream | null = null;
    const stop = (stream: MediaStream | null) => stream?.getTracks().forEach((track) => track.stop());
    const again = () => setOpening((count) => count + 1);
    const fail = (reason: string) => {
      setResult({ of: deviceId, state: { state: 'failed', reason } });
      navigator.mediaDevices.addEventListener('devicechange', again, { once: true });
    };
    navigator.mediaDevices.getUserMedia({ [kind]: { deviceId: { exact: deviceId } } }).then(
      (stream) => {
        if (gone) return stop(stream);
        held = stream;
        // Fires only when the device ends, not when it is stopped here.
        for (const track of stream.getTracks()) track.addEventListener('ended', () => fail('NotFoundError'));
        setResult({ of: deviceId, state: { state: 'open', stream } });
      },
      (error: unknown) => {
        if (!gone) fail(error instanceof Error ? error.name : 'unknown');
      },
    );
    return () => {
      gone = true;
      navigator.mediaDevices.removeEventListener('devicechange', again);
      stop(held);
      setResult(null);
    };
  }, [kind, deviceId, opening]);
  if (deviceId === null) return { state: 'off' };
  return result?.of === deviceId ? result.state : { state: 'opening' };
}
