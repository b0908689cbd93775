import { app } from 'electron';
import type { UncheckedSettings } from '../settings/settings-text.ts';
import type { Rectangle } from '../windows/layout.ts';

/**
 * Sets Chromium's switches; call before the app is ready. Production sets none. Practice may use Chromium's fake camera
 * and microphone, and connect two programs on one machine.
 */
export function setChromiumSwitches({ practice }: UncheckedSettings): void {
  if (__BUILD__ === 'production' || Object.keys(practice).length === 0) return;
  // Hides Chromium's errors about a container without D-Bus or a sound card.
  app.commandLine.appendSwitch('log-level', '3');
  app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
  if (['inputs', 'all'].includes(String(practice['fakeMedia'])))
    app.commandLine.appendSwitch('use-fake-device-for-media-stream');
  if (practice['fakeMedia'] === 'all') app.commandLine.appendSwitch('disable-audio-output');
}

/** Width of the practice side panel in pixels; keep equal to `test/simulator/panel/window/main.cjs`. */
const PANEL_WIDTH = 380;
/** The station's screens need this width; on a narrower display the panel covers them. */
const MIN_WIDTH = 1024;

/** Returns the whole display; in practice with a side panel, the part beside it. */
export function windowPlace(
  { practice }: UncheckedSettings,
  display: Rectangle,
): { readonly bounds: Rectangle; readonly kiosk: boolean } {
  if (__BUILD__ !== 'production' && practice['simulatorConsole'] === true) {
    const width = display.width - PANEL_WIDTH;
    if (width >= MIN_WIDTH) return { bounds: { ...display, width }, kiosk: false };
  }
  return { bounds: display, kiosk: true };
}
