import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { _electron, errors, type ElectronApplication, type Page } from 'playwright';
import type { CallName, CallPayload } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { stationLaunch, type Stage } from './stage.ts';

const run = promisify(execFile);

/** How long anything of the station may take on a slow machine before it counts as stuck. */
const PATIENCE_MS = 60_000;
const QUIT_MS = 15_000;

/** The bridge as a page of the station has it; only what the driver asks of it. */
interface PageBridge {
  readonly station: {
    call(
      name: CallName,
      payload: unknown,
    ): Promise<{ readonly ok: boolean; readonly value?: unknown; readonly refusal?: unknown }>;
  };
}

/**
 * Drives a station as a person does: through its screens, its keyboard where a lock reads it, its simulated hardware.
 * Shared by the demo and the end-to-end tests.
 */
export class StationDriver {
  readonly app: ElectronApplication;
  readonly staff: Page;
  readonly #process: ChildProcess;

  private constructor(app: ElectronApplication, staff: Page) {
    this.app = app;
    this.#process = app.process();
    this.staff = staff;
  }

  /** What mother and child see. The page is there once somebody has signed in. */
  get visit(): Page {
    const visit = this.app.windows().find((page) => page.url().includes('/visit/'));
    if (visit === undefined) throw new Error('There is no visit page yet: nobody has signed in');
    visit.setDefaultTimeout(PATIENCE_MS);
    return visit;
  }

  /**
   * Starts the station of a stage and waits for its staff page.
   * @param through a folder with a program that starts it in its stead; null for the station itself
   */
  static async launch(
    stage: Pick<Stage, 'settingsFile'>,
    environment: Readonly<Record<string, string>> = {},
    through: string | null = null,
  ): Promise<StationDriver> {
    const { binary, args, env } = stationLaunch(stage, 'end-to-end');
    const launch = (): Promise<ElectronApplication> =>
      _electron.launch({
        executablePath: binary,
        args: through === null ? [...args] : [...args.slice(0, -1), through],
        env: { ...env, ...environment },
        timeout: PATIENCE_MS,
      });
    // Now and then the tool that drives it does not get through to a station that has started; then it ends it.
    const app = await launch().catch((error: unknown) => {
      if (!(error instanceof errors.TimeoutError)) throw error;
      process.stderr.write('The station did not answer its driver; it is started once more.\n');
      return launch();
    });
    const staff = await pageOf(app, '/staff/');
    staff.setDefaultTimeout(PATIENCE_MS);
    return new StationDriver(app, staff);
  }

  /** The process id of the station's main process. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Quits the station as the system would; one that does not quit is ended. */
  async close(): Promise<void> {
    const quit = this.app.close().then(() => true);
    const done = await Promise.race([quit, delay(QUIT_MS).then(() => false)]);
    if (!done) await this.kill();
  }

  /** Ends the station at once, as a power cut would. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Presses the control that the screens mark with this name. */
  async press(name: string): Promise<void> {
    await this.staff.locator(`[data-test="${name}"]`).click();
  }

  async see(name: string): Promise<void> {
    await this.staff.locator(`[data-test="${name}"]`).first().waitFor();
  }

  async type(name: string, text: string): Promise<void> {
    await this.staff.locator(`[data-test="${name}"]`).fill(text);
  }

  /** Signs somebody in at the sign-in screen. */
  async signIn(staff: string, pin: string): Promise<void> {
    await this.press(`staff-${staff}`);
    await this.type('pin', pin);
    await this.press('sign-in');
    await this.until('the sign-in', (seen) => seen.staff.signedIn !== null);
  }

  /** What the station says of itself now. */
  async snapshot(): Promise<StaffPageSnapshot> {
    const answer = await this.call('snapshot.staff', null);
    if (!answer.ok) throw new Error(`No snapshot: ${JSON.stringify(answer.refusal)}`);
    return answer.value as StaffPageSnapshot;
  }

  /** Calls the station as its staff page would. */
  call<N extends CallName>(
    name: N,
    payload: CallPayload<N>,
  ): Promise<{ readonly ok: boolean; readonly value?: unknown; readonly refusal?: unknown }> {
    return this.staff.evaluate(
      ([callName, callPayload]) => (window as unknown as PageBridge).station.call(callName, callPayload),
      [name, payload] as const,
    );
  }

  /** Waits until the station's snapshot is as wanted; throws with what it was last. */
  async until(
    what: string,
    wanted: (snapshot: StaffPageSnapshot) => boolean,
    patienceMs = PATIENCE_MS,
  ): Promise<StaffPageSnapshot> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const snapshot = await this.snapshot();
      if (wanted(snapshot)) return snapshot;
      if (performance.now() > deadline) {
        const { lock, meeting, session, station } = snapshot;
        const seen = {
          lock,
          meeting,
          phase: session?.session.phase,
          sync: station.sync,
          alarms: station.alarms,
        };
        throw new Error(`Waited for ${what} in vain: ${JSON.stringify(seen)}`);
      }
      await delay(200);
    }
  }

  /** As `until`, for what mother and child see. */
  async untilVisit(
    what: string,
    wanted: (snapshot: VisitPageSnapshot) => boolean,
  ): Promise<VisitPageSnapshot> {
    const deadline = performance.now() + PATIENCE_MS;
    const visit = await pageOf(this.app, '/visit/');
    for (;;) {
      const answer = await visit.evaluate(() =>
        (window as unknown as PageBridge).station.call('snapshot.visit', null),
      );
      const snapshot = answer.value as VisitPageSnapshot;
      if (wanted(snapshot)) return snapshot;
      if (performance.now() > deadline)
        throw new Error(`Waited for ${what} in vain: ${JSON.stringify(snapshot.mode)}`);
      await delay(200);
    }
  }

  /** Calls again until the station agrees: for what only time stands in the way of. */
  async untilOk(
    what: string,
    call: () => Promise<{ readonly ok: boolean; readonly refusal?: unknown }>,
  ): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await call();
      if (answer.ok) return;
      if (performance.now() > deadline)
        throw new Error(`${what} was refused: ${JSON.stringify(answer.refusal)}`);
      await delay(500);
    }
  }

  /** The page of the meeting, whatever its address; null when there is none. */
  meetingPage(): Page | null {
    return this.app.windows().find((page) => /^https?:/u.test(page.url())) ?? null;
  }

  /** The share of the window that the meeting's view takes, from 0 to 1. */
  async pictureShare(): Promise<number> {
    return this.app.evaluate(({ BaseWindow }) => {
      const [window] = BaseWindow.getAllWindows();
      if (window === undefined) return 0;
      const [width = 0, height = 0] = window.getContentSize();
      for (const child of window.contentView.children) {
        const url = 'webContents' in child ? (child as Electron.WebContentsView).webContents.getURL() : '';
        if (!url.includes('/meet/')) continue;
        const bounds = child.getBounds();
        return (bounds.width * bounds.height) / (width * height);
      }
      return 0;
    });
  }

  /**
   * Runs code in the meeting's page, or in its frame whose address contains `frame`; from the main process, so that the
   * page is as it is without a test tool.
   */
  async inMeeting(code: string, frame: string | null = null): Promise<unknown> {
    return this.app.evaluate(
      ({ webContents }, [text, within]) => {
        const page = webContents.getAllWebContents().find((one) => one.getURL().includes('/meet/'));
        const place =
          within === null
            ? page?.mainFrame
            : page?.mainFrame.framesInSubtree.find((one) => one.url.includes(within));
        return place?.executeJavaScript(text, true);
      },
      [code, frame] as const,
    );
  }

  /** Ends the process of the meeting's page, as a crash would. */
  async crashMeeting(): Promise<void> {
    await this.app.evaluate(({ webContents }) => {
      webContents
        .getAllWebContents()
        .find((one) => one.getURL().includes('/meet/'))
        ?.forcefullyCrashRenderer();
    });
  }

  /** One line for the simulated hardware, such as `unplug headset`. */
  async simulate(line: string): Promise<void> {
    const done = await this.app.evaluate(
      (_electron, text) => globalThis.childLinkSimulator?.applyCommand(text),
      line,
    );
    if (done === undefined || !done.ok)
      throw new Error(`The simulator refused "${line}": ${JSON.stringify(done)}`);
  }

  /** Holds Escape and types a PIN where only the lock can read it: real X events, or the simulated lock's own keys. */
  async typeIntoLock(pin: string, kind: string): Promise<void> {
    if (kind === 'x11') {
      await xdotool('keydown', 'Escape');
      await delay(2500);
      await xdotool('keyup', 'Escape');
      await delay(300);
      for (const digit of pin) await xdotool('key', digit);
      await xdotool('key', 'Return');
      return;
    }
    if (kind === 'evdev') {
      const { UinputKeyboard } = await import('./uinput-keyboard.ts');
      const keyboard = new UinputKeyboard();
      // Until the lock has taken it too.
      await delay(1000);
      keyboard.key('Escape', true);
      await delay(2500);
      keyboard.key('Escape', false);
      await delay(300);
      await keyboard.type([...pin.split(''), 'Return']);
      keyboard.close();
      return;
    }
    await this.simulate(`keys open-panel ${pin.split('').join(' ')} enter`);
  }

  /** A picture of the whole screen, as a person before it sees it, every view in its place. */
  async photograph(file: string): Promise<void> {
    const base64 = await this.app.evaluate(async ({ desktopCapturer, screen }) => {
      const { width, height } = screen.getPrimaryDisplay().size;
      const sources = await desktopCapturer.getSources({
        types: ['screen'],
        thumbnailSize: { width, height },
      });
      return sources[0]?.thumbnail.toPNG().toString('base64') ?? '';
    });
    if (base64 === '') throw new Error('The screen could not be photographed.');
    await writeFile(file, Buffer.from(base64, 'base64'));
  }
}

/** Sends real input to the X display, as a hand on keyboard and mouse would. */
export async function xdotool(...args: readonly string[]): Promise<void> {
  await run('xdotool', [...args]);
}

async function pageOf(app: ElectronApplication, path: string): Promise<Page> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const page = app.windows().find((candidate) => candidate.url().includes(`app://station${path}`));
    if (page !== undefined) return page;
    if (performance.now() > deadline) throw new Error(`The station never showed its page ${path}`);
    await delay(100);
  }
}
