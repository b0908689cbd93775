import { app } from 'electron';
import type { UncheckedSettings } from '../settings/settings-text.ts';
import type { Rectangle } from '../windows/layout.ts';

/**
 * What Chromium must know before it starts. Production adds nothing; practice may use a made-up camera and microphone,
 * and a call between two programs of one machine.
 */
export function setChromiumSwitches({ practice }: UncheckedSettings): void {
  if (__BUILD__ === 'production' || Object.keys(practice).length === 0) return;
  // Chromium's own complaints about a container without D-Bus or a sound card help nobody in practice.
  app.commandLine.appendSwitch('log-level', '3');
  app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
  if (['inputs', 'all'].includes(String(practice['fakeMedia'])))
    app.commandLine.appendSwitch('use-fake-device-for-media-stream');
  if (practice['fakeMedia'] === 'all') app.commandLine.appendSwitch('disable-audio-output');
}

/** How wide the side panel of practice is, in pixels; `test/simulator/panel/window/main.cjs` says the same. */
const PANEL_WIDTH = 380;
/** Narrower than this the station's own screens have no room: then the panel lies above them. */
const LEAST_WIDTH = 1024;

/** The whole display; in practice with a side panel, what lies beside it. */
export function placeOfWindow(
  { practice }: UncheckedSettings,
  display: Rectangle,
): { readonly bounds: Rectangle; readonly kiosk: boolean } {
  if (__BUILD__ !== 'production' && practice['simulatorConsole'] === true) {
    const width = display.width - PANEL_WIDTH;
    if (width >= LEAST_WIDTH) return { bounds: { ...display, width }, kiosk: false };
  }
  return { bounds: display, kiosk: true };
}
