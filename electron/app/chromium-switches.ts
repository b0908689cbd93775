import { app } from 'electron';
import { hostRules } from '../meeting/host-rules.ts';
import type { UncheckedSettings } from '../settings/settings-text.ts';
import { ProductionSettings } from '../settings/station-settings.ts';
import type { Rectangle } from '../windows/layout.ts';

/**
 * Sets Chromium's switches; call before the app is ready. Chromium resolves the meeting's hosts and no other. Practice
 * may also use Chromium's fake camera and microphone, and connect two programs on one machine.
 */
export function setChromiumSwitches({ practice, meeting, ownHosts }: UncheckedSettings): void {
  const isPractice = __BUILD__ !== 'production' && Object.keys(practice).length > 0;
  // Sync and updates use the same network as the meeting's pages.
  const needed = [...ownHosts, ...environmentProxies(process.env)]
    // A comma would begin another rule.
    .filter((host) => /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/u.test(host))
    .map((host) => `, EXCLUDE ${host}`);
  app.commandLine.appendSwitch(
    'host-resolver-rules',
    meetingHostRules(meeting, isPractice) + needed.join(''),
  );
  // A page's media session would answer media keys and show itself in a window of the system.
  app.commandLine.appendSwitch('disable-features', 'HardwareMediaKeyHandling,MediaSessionService');
  if (!isPractice) return;
  // Hides Chromium's errors about a container without D-Bus or a sound card.
  app.commandLine.appendSwitch('log-level', '3');
  app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
  if (['inputs', 'all'].includes(String(practice['fakeMedia'])))
    app.commandLine.appendSwitch('use-fake-device-for-media-stream');
  if (practice['fakeMedia'] === 'all') app.commandLine.appendSwitch('disable-audio-output');
}

/** Proxies that the environment names. One from the system's settings or a PAC script is named in `meeting.requests`. */
function environmentProxies(environment: NodeJS.ProcessEnv): readonly string[] {
  return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
    .map((name) => environment[name] ?? '')
    .map((value) => (value.includes('://') ? value : `http://${value}`))
    .flatMap((value) => (URL.canParse(value) ? [new URL(value).hostname] : []));
}

/** Settings that the check will refuse name no host. */
function meetingHostRules(meeting: unknown, isPractice: boolean): string {
  const checked = ProductionSettings.shape.meeting.safeParse(meeting ?? {});
  const rules = checked.success
    ? hostRules(
        [...checked.data.sites, ...checked.data.pages, ...checked.data.requests],
        checked.data.mediaNetworks,
      )
    : hostRules([], []);
  return isPractice ? `${rules}, EXCLUDE localhost, EXCLUDE 127.0.0.1` : rules;
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
