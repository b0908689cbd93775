import { xdotool, type StationDriver } from '../practice/station-driver.ts';

const KEYS = [
  'a',
  '1',
  'Return',
  'Tab',
  'space',
  'F5',
  'F11',
  'F12',
  'ctrl+w',
  'ctrl+r',
  'alt+F4',
  'alt+Tab',
  'super',
];
export const INPUTS = [
  'keydown',
  'keyup',
  'mousedown',
  'mousemove',
  'click',
  'wheel',
  'contextmenu',
  'paste',
];

/** Counts what reaches one of our own pages, from now on. */
export function countInputs(page: StationDriver['staff']): Promise<void> {
  return page.evaluate((names) => {
    const counter = window as unknown as { inputsSeen: number };
    counter.inputsSeen = 0;
    for (const name of names) {
      window.addEventListener(name, () => (counter.inputsSeen += 1), { capture: true });
    }
  }, INPUTS);
}

export function inputsSeen(page: StationDriver['staff']): Promise<number> {
  return page.evaluate(() => (window as unknown as { inputsSeen: number }).inputsSeen);
}

/** A hand on keyboard and mouse, all over the screen. */
export async function attack(): Promise<void> {
  for (const key of KEYS) await xdotool('key', key);
  for (const [x, y] of [
    [640, 50],
    [200, 300],
    [640, 450],
    [1200, 700],
  ] as const) {
    await xdotool(
      'mousemove',
      String(x),
      String(y),
      'click',
      '1',
      'click',
      '3',
      'click',
      '2',
      'click',
      '4',
      'click',
      '5',
    );
  }
}

export async function inputsOfMeeting(stage: {
  readonly meeting: { inputsReceived(): Promise<object | null> };
}): Promise<number> {
  const counts = await stage.meeting.inputsReceived();
  return Object.values(counts ?? {}).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );
}
