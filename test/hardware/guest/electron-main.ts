import { app, BrowserWindow } from 'electron';
import { chooseHardware } from '../../../electron/hardware/choose-hardware.ts';
import { MediaDevice, mediaKindOf } from '../../../shared/hardware/attached.ts';
import { chooseMedia } from '../../../shared/hardware/choose-media.ts';
import { guestClock } from './guest-clock.ts';

/**
 * A small program in the station's own runtime: the hardware room with everything that only Electron provides.
 * Prints what is attached as one line of JSON whenever it changes.
 */

const PREFIX = 'media:';
/** The page reports what the browser lists, now and whenever that changes. */
const PAGE = `<script>
  const tell = async () => console.log(${JSON.stringify(PREFIX)} + JSON.stringify(
    (await navigator.mediaDevices.enumerateDevices()).map(({ kind, label, deviceId, groupId }) => ({ kind, label, deviceId, groupId }))));
  navigator.mediaDevices.addEventListener('devicechange', tell);
  void tell();
</script>`;

const hardware = chooseHardware({ platform: process.platform, clock: guestClock, buttons: [] });
let media: readonly MediaDevice[] = [];

function print(): void {
  const headsets = hardware.attached.filter((device) => device.kind === 'headset');
  const nothing = { microphone: null, speaker: null, camera: null };
  const chosen = chooseMedia(media, headsets, nothing);
  const labelOf = (id: string | null): string => media.find((device) => device.deviceId === id)?.label ?? '';
  process.stdout.write(
    `${JSON.stringify({
      attached: hardware.attached.map(({ kind, name, vendor, product }) => ({ kind, name, vendor, product })),
      troubles: hardware.troubles,
      chosen: {
        microphone: labelOf(chosen.microphone),
        speaker: labelOf(chosen.speaker),
        camera: labelOf(chosen.camera),
      },
    })}\n`,
  );
}

function take(message: string): void {
  const listed: unknown = JSON.parse(message.slice(PREFIX.length));
  if (!Array.isArray(listed)) return;
  media = listed.flatMap((device: Record<string, unknown>) => {
    const read = MediaDevice.safeParse({ ...device, kind: mediaKindOf(String(device['kind'])) });
    return read.success ? [read.data] : [];
  });
  hardware.reportMedia(media);
  print();
}

app.commandLine.appendSwitch('log-level', '3');
void app.whenReady().then(async () => {
  hardware.onChange(print);
  await hardware.start();
  const window = new BrowserWindow({ width: 640, height: 480 });
  window.webContents.session.setPermissionCheckHandler(() => true);
  window.webContents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(true));
  window.webContents.on('console-message', (_event, _level, message: string) => {
    if (message.startsWith(PREFIX)) take(message);
  });
  // A page of a secure origin that needs no server: other pages cannot see media devices.
  window.webContents.session.protocol.handle(
    'https',
    () => new Response(PAGE, { headers: { 'content-type': 'text/html' } }),
  );
  await window.loadURL('https://guest.invalid/');
});
