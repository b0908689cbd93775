import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rememberable } from '../../shared/ipc/first-screen.ts';
import type { PageName } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { SafeStorage } from '../platform/safe-storage.ts';
import { sealerOf } from '../journal/keys/seal.ts';
import { faultSnapshot } from './fault-snapshot.ts';

vi.mock('electron', () => ({ safeStorage: {} }));
const { FirstScreen, rememberedScreen, ScreenMemory } = await import('./first-screen.ts');

const NOW = Date.parse('2026-11-22T18:30:00Z');
const KEY = new Uint8Array(32).fill(7);
const NO_STORE: SafeStorage = {
  isEncryptionAvailable: () => false,
  backend: () => '',
  encrypt: () => new Uint8Array(),
  decrypt: () => '',
};
const PERSON = { id: 'staff-1', name: 'Sample, Juniper', roles: ['facilitator' as const] };

let folder = '';
let reported: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-screen-'));
  writeFileSync(path.join(folder, 'seal.key'), KEY, { mode: 0o600 });
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'first-screen.sealed');
const memory = (origin = 'one') =>
  new ScreenMemory({
    dataFolder: folder,
    origin,
    sealer: sealerOf(KEY),
    report: (code) => reported.push(code),
  });
const atNextStart = (origin = 'one') => {
  const clock = { now: () => NOW, monotonicMs: () => 0, status: () => 'unsynced' as const };
  return rememberedScreen(folder, origin, NO_STORE, clock);
};

/** The sign-in screen of a station where nothing is wrong. */
function signIn(change: Partial<StaffPageSnapshot> = {}): StaffPageSnapshot {
  const about = { appVersion: '1.2.3', build: 'production', now: NOW - 60_000 } as const;
  const base = faultSnapshot({ code: 'none', values: {} }, about, 'fr');
  const station: StaffPageSnapshot['station'] = {
    ...base.station,
    sync: { ...base.station.sync, state: 'safe', total: 12, lastReachedAt: NOW - 60_000 },
  };
  const staff = { list: [PERSON], signedIn: null, throttled: {} };
  return { ...base, version: 9, fault: null, station, staff, ...change };
}

const HTML = '<div class="shell">Sample, Juniper</div>';
const drawnFrom = (snapshot: StaffPageSnapshot, html = HTML) => ({
  screen: JSON.stringify(rememberable(snapshot)),
  html,
});
/** The page has drawn what the station shows. */
function keep(kept: ReturnType<typeof memory>, shown: StaffPageSnapshot = signIn()): void {
  kept.follow(shown, true);
  kept.keep(drawnFrom(shown), shown, true);
}
const SIGNED_IN = signIn({ staff: { list: [PERSON], signedIn: PERSON, throttled: {} } });

describe('the sign-in screen as it was last shown', () => {
  it('is there at the next start as the page drew it, older than every snapshot, with the time of now', () => {
    keep(memory());
    const screen = atNextStart();
    expect(screen?.html).toBe(HTML);
    expect(screen?.snapshot).toMatchObject({ version: -1, language: 'fr', staff: { list: [PERSON] } });
    expect(screen?.snapshot.station).toMatchObject({
      now: NOW,
      sync: { state: 'opening', total: 0, lastReachedAt: null },
    });
  });

  it('lies on the disk sealed: no name can be read there (R62)', () => {
    keep(memory());
    const bytes = readFileSync(file()).toString('latin1');
    for (const word of ['Juniper', 'staff-1', 'facilitator']) expect(bytes).not.toContain(word);
    writeFileSync(path.join(folder, 'seal.key'), new Uint8Array(32).fill(8));
    expect(atNextStart()).toBeNull();
  });

  it.each([
    ['somebody is signed in', SIGNED_IN, true],
    ['a session is under way', signIn(), false],
    ['something is wrong', signIn({ fault: { code: 'record-corrupt', values: {} } }), true],
    [
      'somebody has to wait',
      signIn({ staff: { list: [PERSON], signedIn: null, throttled: { a: 1 } } }),
      true,
    ],
  ])('goes as soon as %s, and is not kept then', (_when, snapshot, isIdle) => {
    const kept = memory();
    keep(kept);
    kept.follow(snapshot, isIdle);
    expect(existsSync(file())).toBe(false);
    kept.keep(drawnFrom(signIn()), snapshot, isIdle);
    expect(atNextStart()).toBeNull();
  });

  it('of a start before this one goes as well, and comes back once it is drawn again', () => {
    keep(memory());
    const kept = memory();
    kept.follow(SIGNED_IN, true);
    expect(existsSync(file())).toBe(false);
    keep(kept);
    expect(atNextStart()?.html).toBe(HTML);
  });

  it('is not kept where the page drew what is not so any more', () => {
    const kept = memory();
    kept.keep(drawnFrom(signIn({ language: 'en' })), signIn(), true);
    expect(existsSync(file())).toBe(false);
    kept.keep(drawnFrom(signIn({ version: 10 })), signIn({ version: 11 }), true);
    expect(atNextStart()?.snapshot.language).toBe('fr');
  });

  it.each([
    ['another build or other settings showed it', () => keep(memory('another'))],
    ['there is none', () => undefined],
    ['it is cut short', () => writeFileSync(file(), readFileSync(seal()).subarray(0, 40))],
    ['it is empty', () => writeFileSync(file(), '')],
    ['a folder has its place', () => mkdirSync(file())],
    [
      'another sealed thing has its place',
      () => writeFileSync(file(), sealerOf(KEY).seal('x', Buffer.from('{}'))),
    ],
    [
      'it holds no JSON',
      () => writeFileSync(file(), sealerOf(KEY).seal('child-link/first-screen/1', Buffer.from('{'))),
    ],
  ])('is not used where %s', (_case, make) => {
    make();
    expect(atNextStart()).toBeNull();
  });

  it('that cannot be written is reported by code and stops nothing', () => {
    mkdirSync(file());
    keep(memory());
    expect(reported).toEqual(['first-screen-unwritable']);
  });
});

function seal(): string {
  keep(memory());
  return file();
}

describe('before the station serves', () => {
  const remembered = signIn({ version: -1 });
  const rows: readonly [string, StaffPageSnapshot | null, PageName | null, unknown, unknown][] = [
    ['the staff page is given the remembered screen', remembered, 'staff', 'snapshot.staff', remembered],
    ['the staff page says that it is shown', remembered, 'staff', 'page.shown', null],
    ['so it does where nothing is remembered', null, 'staff', 'page.shown', null],
    ['a screen waits where nothing is remembered', null, 'staff', 'snapshot.staff', 'waits'],
    ['a sign-in waits', remembered, 'staff', 'staff.sign-in', 'waits'],
    ['the visit page waits', remembered, 'visit', 'snapshot.visit', 'waits'],
    ['the visit page is not given the staff page’s', remembered, 'visit', 'snapshot.staff', 'waits'],
    ['a page that is not ours is given nothing', remembered, null, 'snapshot.staff', 'waits'],
    ['a name that is no text is given nothing', remembered, 'staff', { name: 'snapshot.staff' }, 'waits'],
  ];
  it.each(rows)('%s', (_row, screen, page, name, wanted) => {
    const answer = new FirstScreen(screen).answer(page, name);
    expect(answer === null ? 'waits' : answer.ok && answer.value).toEqual(wanted);
  });

  it('the station waits for the page that shows what is remembered', async () => {
    const screen = new FirstScreen(remembered);
    let over = false;
    const settled = screen.settled().then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    screen.answer('staff', 'page.shown');
    await settled;
    expect(over).toBe(true);
  });

  it('no page is waited for longer than a moment, and not at all where nothing is remembered', async () => {
    vi.useFakeTimers();
    try {
      await new FirstScreen(null).settled();
      const settled = new FirstScreen(remembered).settled();
      await vi.advanceTimersByTimeAsync(1500);
      await expect(settled).resolves.toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
