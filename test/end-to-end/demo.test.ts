import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Visit {
  readonly session: string;
  readonly entries: readonly {
    readonly seq: number;
    readonly type: string;
    readonly at: string;
    readonly actor: string;
  }[];
  readonly media: Readonly<Record<'audioIn' | 'audioOut' | 'videoIn' | 'videoOut', number>>;
  readonly lock: { readonly kind: string; readonly verifiedAt: string };
  readonly head: { readonly seq: number; readonly hash: string };
  readonly safe: { readonly place: string; readonly entries: number; readonly rowMatches: boolean };
}

/** The gates of a visit in the order in which they must be passed (DESIGN, Session). */
const GATES = [
  'staff.signed-in',
  'session.opened',
  'equipment.checked',
  'settings.confirmed',
  'notice.shown',
  'notice.finished',
  'connection.started',
  'connection.confirmed',
  'lock.requested',
  'lock.verified',
  'facilitator.left',
  'facilitator.returned',
  'lock.released',
  'session.ended',
  'session.handed-over',
  'tracking.completed',
];

describe('npm run demo', () => {
  const out = mkdtempSync(path.join(tmpdir(), 'child-link-demo-test-'));
  let code = -1;
  let printed = '';
  let visit: Visit;

  beforeAll(async () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const args = ['test/demo/demo.ts', '--json', '--language', 'fr', '--out', out, '--meeting-port', '7449'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    code = await new Promise((resolve) => child.on('close', (exit) => resolve(exit ?? 1)));
    visit = JSON.parse(readFileSync(path.join(out, 'visit.json'), 'utf8')) as Visit;
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('exits 0 and prints the same visit as it writes', () => {
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toEqual(visit);
  });

  it('passes every gate in order', () => {
    const firsts = GATES.map((type) => visit.entries.find((entry) => entry.type === type)?.seq ?? -1);
    expect(firsts).not.toContain(-1);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
  });

  it('moves media both ways', () => {
    for (const bytes of Object.values(visit.media)) expect(bytes).toBeGreaterThan(0);
  });

  it('holds a real lock', () => {
    expect(visit.lock.kind).toBe('x11');
  });

  it('R64: needs no server; a computer restored from the sealed copy has every entry and the tracking row', () => {
    expect(visit.safe).toMatchObject({
      place: 'restored copy',
      entries: visit.head.seq,
      rowMatches: true,
      fault: null,
    });
  });

  it('leaves pictures of every screen in both languages, and the tracking row', () => {
    const pictures = readdirSync(out).filter((name) => name.endsWith('.png'));
    const english = pictures.filter((name) => name.endsWith('-en.png')).map((name) => name.slice(0, -7));
    const french = pictures.filter((name) => name.endsWith('-fr.png')).map((name) => name.slice(0, -7));
    expect(english).toEqual(french);
    expect(english.length).toBeGreaterThanOrEqual(15);
    for (const name of pictures) expect(statSync(path.join(out, name)).size, name).toBeGreaterThan(5000);
    expect(readFileSync(path.join(out, 'tracking.csv'), 'utf8')).toContain(visit.session);
  });
});
