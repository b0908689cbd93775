import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { STRIP_HEIGHT } from '../../shared/ipc/layout.ts';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';

const OPTIONS = '<option>x'.repeat(60);
const LIST = `<select style="position:absolute;top:340px;left:0;width:1260px;font-size:20px">${OPTIONS}</select>`;
/** Controls whose window the system draws, each where a click at the same place opens it. */
const PAGES: Readonly<Record<string, string>> = {
  'a list': LIST,
  'a list in a shadow root': `<div id="host"></div><script>host.attachShadow({ mode: 'closed' }).innerHTML = ${JSON.stringify(LIST)}</script>`,
  'a list in a written frame': `<iframe style="position:absolute;inset:0;width:100%;height:690px;border:0" srcdoc='<body style="margin:0">${LIST}'></iframe>`,
  'a date': '<input type="date" style="position:absolute;top:340px;left:0;width:1260px;font-size:20px">',
  'a colour': '<input type="color" style="position:absolute;top:340px;left:0;width:1260px;height:30px">',
};
type Rectangle = { readonly y: number; readonly height: number; readonly width: number };

/** The windows that the control opened besides the program's own. */
async function popupsOf(page: string, unguarded: boolean): Promise<readonly Rectangle[]> {
  const server = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html><body style="margin:0">${page}`),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const program = await BareMeeting.start({ origins: [origin], unguarded });
  try {
    await program.call('open', `${origin}/`);
    await program.until(
      'the page',
      () => program.call('run', 'location.protocol + document.readyState', null).catch(() => ''),
      (state) => state === 'http:complete',
    );
    await delay(500);
    const before = windows();
    const opened: Rectangle[] = [];
    // In the middle, and on the button at its end.
    for (const x of ['300', '1245']) {
      execFileSync('xdotool', ['mousemove', x, String(STRIP_HEIGHT + 355), 'click', '1']);
      await delay(900);
      opened.push(...windows().filter(({ id }) => before.every((one) => one.id !== id)));
    }
    return opened;
  } finally {
    await program.close();
    server.close();
  }
}

/** All windows of the display: a popup names no process. */
function windows(): readonly (Rectangle & { readonly id: string })[] {
  const found = execFileSync('xdotool', ['search', '--onlyvisible', '--name', ''], {
    encoding: 'utf8',
  });
  return found
    .split('\n')
    .filter((id) => id !== '')
    .map((id) => {
      const geometry = execFileSync('xdotool', ['getwindowgeometry', id], { encoding: 'utf8' });
      const [, y = 0, width = 0, height = 0] =
        /Position: -?\d+,(-?\d+)[^]*Geometry: (\d+)x(\d+)/.exec(geometry)?.map(Number) ?? [];
      return { id, y, width, height };
    });
}

describe('windows that a page opens (R22)', () => {
  // First: the display keeps the area that a guarded meeting reserves.
  it('a list covers the strip where nothing keeps it out, so that these tests can fail', async () => {
    const popups = await popupsOf(LIST, true);
    expect(popups.some(({ y }) => y < STRIP_HEIGHT)).toBe(true);
  });

  it.each(Object.keys(PAGES))('%s stays below the notice strip', async (name) => {
    const popups = await popupsOf(PAGES[name] ?? '', false);
    expect(popups.length).toBeGreaterThan(0);
    expect(popups.filter(({ y }) => y < STRIP_HEIGHT)).toEqual([]);
  });
});
