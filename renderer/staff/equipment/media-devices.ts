import { useEffect, useRef, useState } from 'react';
import { mediaKindOf } from '../../../shared/hardware/attached.ts';
import { useStaff, useStaffStore } from '../../store.ts';

/** What the page's own `enumerateDevices` lists, by kind; the station gets the same list (R4). */
export interface MediaDevicesView {
  readonly microphones: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
  readonly cameras: readonly MediaDeviceInfo[];
  /** False until the first list has come. */
  readonly listed: boolean;
}

const NONE: MediaDevicesView = { microphones: [], speakers: [], cameras: [], listed: false };
/** Names that the browser gives to "whatever the system uses": a station names its devices. */
const ALIASES: readonly string[] = ['default', 'communications'];

/** Lists the media devices, again whenever one comes or goes, and reports them to the station. */
export function useMediaDevices(): MediaDevicesView {
  const { tell } = useStaffStore();
  const [view, setView] = useState(NONE);
  useEffect(() => {
    let gone = false;
    const list = async () => {
      const found = await namedDevices();
      if (gone) return;
      tell('media.report', {
        devices: found.slice(0, 100).flatMap((device) => {
          const kind = mediaKindOf(device.kind);
          const { deviceId, groupId } = device;
          return kind === null ? [] : [{ kind, deviceId, groupId, label: device.label.slice(0, 300) }];
        }),
      });
      setView({
        microphones: found.filter((device) => device.kind === 'audioinput'),
        speakers: found.filter((device) => device.kind === 'audiooutput'),
        cameras: found.filter((device) => device.kind === 'videoinput'),
        listed: true,
      });
    };
    void list();
    const again = () => void list();
    navigator.mediaDevices.addEventListener('devicechange', again);
    return () => {
      gone = true;
      navigator.mediaDevices.removeEventListener('devicechange', again);
    };
  }, [tell]);
  return view;
}

async function namedDevices(): Promise<readonly MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const named = devices.filter((device) => !ALIASES.includes(device.deviceId) && device.deviceId !== '');
  const kinds = new Set(named.map((device) => device.kind));
  // Where the system names nothing else, its default is better than nothing.
  return [...named, ...devices.filter((device) => device.deviceId === 'default' && !kinds.has(device.kind))];
}

export interface Chosen {
  readonly microphone: string | null;
  readonly speaker: string | null;
  readonly camera: string | null;
}

/**
 * The chosen devices. What nobody has chosen yet, or what is gone, falls to the headset by its name, else to the first,
 * so that staff usually only check.
 */
export function useChosenDevices(view: MediaDevicesView): [Chosen, (change: Partial<Chosen>) => void] {
  const { tell } = useStaffStore();
  const { hardware, staff } = useStaff();
  const headset = hardware.devices.find((device) => device.kind === 'headset')?.name ?? '';
  const pick = (devices: readonly MediaDeviceInfo[], id: string | null) => {
    if (devices.some((device) => device.deviceId === id)) return id;
    const byName = devices.find((device) => headset !== '' && device.label.includes(headset));
    const byKind = devices.find((device) => /headset|headphone|casque/iu.test(device.label));
    return (byName ?? byKind ?? devices[0])?.deviceId ?? null;
  };
  const microphone = pick(view.microphones, hardware.chosen.microphone);
  const speaker = pick(view.speakers, hardware.chosen.speaker);
  const camera = pick(view.cameras, hardware.chosen.camera);
  const mayChoose = staff.signedIn?.roles.includes('facilitator') ?? false;
  const known = hardware.chosen;
  const told = useRef('');
  useEffect(() => {
    const wanted: Chosen = { microphone, speaker, camera };
    const same = known.microphone === microphone && known.speaker === speaker && known.camera === camera;
    if (!view.listed || !mayChoose || same || told.current === JSON.stringify(wanted)) return;
    told.current = JSON.stringify(wanted);
    tell('media.choose', wanted);
  }, [microphone, speaker, camera, known, view.listed, mayChoose, tell]);
  return [
    { microphone, speaker, camera },
    (change) => tell('media.choose', { microphone, speaker, camera, ...change }),
  ];
}

export type StreamState =
  | { readonly state: 'off' | 'opening' }
  | { readonly state: 'open'; readonly stream: MediaStream }
  | { readonly state: 'failed'; readonly reason: string };

/** Holds one device open for as long as the component lives; every track is stopped when it goes (R24). */
export function useDeviceStream(kind: 'audio' | 'video', deviceId: string | null): StreamState {
  const [result, setResult] = useState<{ readonly of: string; readonly state: StreamState } | null>(null);
  useEffect(() => {
    if (deviceId === null) return;
    let gone = false;
    let held: MediaStream | null = null;
    const stop = (stream: MediaStream | null) => stream?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices.getUserMedia({ [kind]: { deviceId: { exact: deviceId } } }).then(
      (stream) => {
        if (gone) return stop(stream);
        held = stream;
        setResult({ of: deviceId, state: { state: 'open', stream } });
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        if (!gone) setResult({ of: deviceId, state: { state: 'failed', reason } });
      },
    );
    return () => {
      gone = true;
      stop(held);
      setResult(null);
    };
  }, [kind, deviceId]);
  if (deviceId === null) return { state: 'off' };
  return result?.of === deviceId ? result.state : { state: 'opening' };
}
