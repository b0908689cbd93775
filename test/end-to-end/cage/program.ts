import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { app, BaseWindow, screen, WebContentsView } from 'electron';
import { InAppBlock } from '../../../electron/lockout/in-app-block.ts';
import { systemTimers } from '../../../electron/platform/timers.ts';
import { reserveStrip } from '../../../electron/windows/work-area.ts';

/** A window with the station's second barrier and a page with a long list; writes what holds to `CAGE_FACTS` and ends. */
export type CageFacts = {
  /** What the station says of the second barrier. */
  readonly barrier: { readonly ok: boolean };
  readonly isEnabled: boolean;
  readonly workAreaTop: number;
  /** The tops of the windows that the list opened; empty on native Wayland, which names no windows. */
  readonly popupTops: readonly number[];
  readonly reports: readonly string[];
};

const LIST = `<select style="position:absolute;top:70vh;left:0;width:100%;font-size:20px">${'<option>x'.repeat(60)}</select>`;

void app.whenReady().then(async () => {
  const reports: string[] = [];
  const report = (code: string, detail: string): void => void reports.push(`${code} ${detail}`);
  const window = new BaseWindow({ ...screen.getPrimaryDisplay().bounds, frame: false, kiosk: true });
  const block = new InAppBlock({ build: 'production', report, timers: systemTimers });
  block.guardWindow(window);
  const barrier = await block.engage();
  const isEnabled = window.isEnabled();
  await block.release();

  reserveStrip(report);
  // The Electron of the tests ends when it draws on a Wayland display without a screen, so this comes at once there.
  const popupTops = (process.env['DISPLAY'] ?? '') === '' ? [] : await topsOfList(window);
  const facts: CageFacts = {
    barrier: { ok: barrier.ok },
    isEnabled,
    workAreaTop: screen.getPrimaryDisplay().workArea.y,
    popupTops,
    reports,
  };
  writeFileSync(process.env['CAGE_FACTS'] ?? '', JSON.stringify(facts));
  app.exit(0);
});

/** Shows a page with a long list, clicks on it and returns the tops of the windows that open. */
async function topsOfList(window: BaseWindow): Promise<readonly number[]> {
  await delay(1000);
  const page = new WebContentsView();
  window.contentView.addChildView(page);
  const { width, height } = window.getContentBounds();
  page.setBounds({ x: 0, y: 0, width, height });
  await page.webContents.loadURL(`data:text/html,<body style="margin:0">${LIST}`);
  page.webContents.focus();
  const before = windowTops();
  const at = { x: 300, y: Math.round(height * 0.7) + 12, button: 'left', clickCount: 1 } as const;
  page.webContents.sendInputEvent({ type: 'mouseDown', ...at });
  page.webContents.sendInputEvent({ type: 'mouseUp', ...at });
  await delay(1500);
  return windowTops()
    .filter(({ id }) => before.every((one) => one.id !== id))
    .map(({ top }) => top);
}

/** The visible windows of the X server. */
function windowTops(): readonly { readonly id: string; readonly top: number }[] {
  const ids = execFileSync('xdotool', ['search', '--onlyvisible', '--name', ''], { encoding: 'utf8' });
  return ids
    .split('\n')
    .filter((id) => id !== '')
    .map((id) => {
      const geometry = execFileSync('xdotool', ['getwindowgeometry', id], { encoding: 'utf8' });
      return { id, top: Number(/Position: -?\d+,(-?\d+)/.exec(geometry)?.[1] ?? 0) };
    });
}
