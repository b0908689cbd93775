import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKLIST } from './checklist.fixture.ts';

/**
 * Every line of the bypass checklist and where it is tried: as chords by every platform's suite
 * (`checklist.fixture.ts`), in a test of its own, or by a person (docs/to-verify-on-site.md). A line without a
 * trial fails here.
 */
const root = path.resolve(import.meta.dirname, '../..');

/** A file and the text it must contain. */
type Tried = readonly [file: string, words: string];

const X11 = 'electron/lockout/x11-lock.xvfb.test.ts';
const MACHINE = 'test/hardware/guest/lock-tests.ts';
const WINDOWS = 'test/windows/lock-tests.ts';
const KILLED = 'test/end-to-end/locked-killed.test.ts';
const HOOKS = 'electron/lockout/windows/hooks-hold.test.ts';
const HOLD = 'electron/lockout/evdev/hold.test.ts';
const HOSTILE = 'test/meeting/page/hostile/leaving.ts';
const ASKING = 'test/meeting/page/hostile/asking.ts';
const SITE = 'docs/to-verify-on-site.md';

const LINES: Readonly<Record<string, readonly Tried[]>> = {
  K12: [
    [MACHINE, 'a key held at the grab'],
    [WINDOWS, 'held as the hooks are set'],
    [SITE, '| K12'],
  ],
  K13: [
    [MACHINE, 'plugged into USB while locked'],
    [SITE, '| K13'],
  ],
  K14: [
    ['electron/lockout/evdev/decisions.test.ts', '(K14)'],
    [SITE, '| K14'],
  ],
  K15: [
    [WINDOWS, "witness.ask('inject')"],
    [X11, 'xdotool'],
  ],
  K16: [[SITE, '| K16']],
  M01: [
    [X11, 'buttons: 0, motions: 0'],
    [MACHINE, 'moves'],
    [WINDOWS, "'wheel'"],
  ],
  M02: [[SITE, '| M02']],
  M03: [[SITE, '| M03']],
  M04: [[SITE, 'M04']],
  M05: [[SITE, '| M05']],
  M06: [[SITE, '| M06']],
  M07: [
    ['electron/lockout/evdev/decisions.test.ts', '(M07)'],
    [SITE, '| M07'],
  ],
  E01: [
    [HOSTILE, 'window.open of a foreign page'],
    [HOSTILE, 'ctrlKey: true, shiftKey: true'],
  ],
  E02: [['electron/meeting/navigation-policy.test.ts', 'javascript:']],
  E03: [['electron/meeting/navigation-policy.test.ts', 'mailto:']],
  E04: [[HOSTILE, 'download by link']],
  E05: [[ASKING, 'reading the clipboard']],
  E06: [
    ['electron/lockout/swallow.test.ts', "['ctrl+shift+I', 'developer-tools']"],
    ['test/packaging/attacks.ts', '--remote-debugging-port'],
  ],
  E07: [['test/packaging/attacks.ts', 'ELECTRON_RUN_AS_NODE']],
  E08: [['electron/lockout/swallow.test.ts', "['ctrl+0', 'zoom']"]],
  E09: [[SITE, '| E09']],
  E10: [['test/end-to-end/hand.ts', "'contextmenu'"]],
  E11: [[ASKING, 'an alert, a question']],
  E12: [
    ['test/end-to-end/locked.test.ts', 'killed comes back locked'],
    [KILLED, "'GPU', '/meet/', '/staff/', '/visit/'"],
  ],
  E13: [
    [MACHINE, 'is killed: no key gets through'],
    [WINDOWS, 'stands still for five seconds'],
    [WINDOWS, 'the helper is killed'],
  ],
  E14: [['electron/ipc/authorize.test.ts', '(E14)']],
  E15: [[SITE, '| W']],
  S01: [[SITE, '| S01']],
  S02: [[SITE, '| S02']],
  S03: [
    [HOOKS, 'a desktop that was there for less than a second'],
    [SITE, '| S03'],
  ],
  S04: [[SITE, '| S04']],
  S05: [
    ['electron/station/interruptions.test.ts', 'a second display'],
    [HOOKS, 'displays that come and go'],
    [SITE, '| S05'],
  ],
  S06: [
    [KILLED, "emit('suspend')"],
    ['electron/station/reconciler-lock.test.ts', 'a suspension is recorded before'],
    [SITE, '| S06'],
  ],
  S07: [[SITE, '| S07']],
  S08: [
    ['electron/lockout/windows/accessibility.test.ts', 'after a crash'],
    [SITE, '| S08'],
  ],
  S09: [[SITE, '| S09']],
  S10: [[SITE, '| S10']],
  S11: [[SITE, '| S11']],
  S12: [[SITE, '| S12']],
  S13: [[SITE, '| S13']],
  L03: [
    [MACHINE, '(L03)'],
    [MACHINE, 'no gate keeps out'],
  ],
  L04: [
    [MACHINE, '(L04)'],
    [X11, 'xdotool'],
  ],
  L05: [
    [MACHINE, 'both are killed at once'],
    ['test/hardware/guest/lock-service-tests.ts', '(L05)'],
    [SITE, '| L05'],
  ],
  L06: [[MACHINE, '(L06)']],
  L07: [[MACHINE, '(L07)']],
  L08: [
    ['electron/lockout/evdev/decisions.test.ts', "['a touch panel', TOUCH, true]"],
    [SITE, '| L08'],
  ],
  L10: [
    [MACHINE, '(L10'],
    [SITE, '| L10'],
  ],
  R01: [
    ['test/end-to-end/locked.test.ts', 'staff come back by the key'],
    [WINDOWS, 'a PIN typed through the hook unlocks'],
    [SITE, '| R01'],
  ],
  R02: [['test/end-to-end/locked.test.ts', 'wrong PINs at the lock are refused, then throttled']],
  R03: [
    ['shared/session/session.test.ts', 'opens the lock when it orders so'],
    ['docs/emergency.md', 'systemctl stop child-link-lock'],
    [SITE, '| R03'],
  ],
  R04: [['shared/session/session.test.ts', 'opens by the recovery code']],
  R05: [
    [HOLD, 'R05:'],
    ['electron/lockout/windows/hooks-hold.test.ts', 'R05:'],
    [X11, 'cycles on the server'],
  ],
  R06: [
    ['electron/lockout/windows/accessibility.test.ts', 'R06:'],
    ['electron/lockout/restore.test.ts', 'puts back'],
  ],
};

const numbered = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);
const ALL = [
  ...numbered('K', 17),
  ...numbered('M', 7),
  ...numbered('E', 15),
  ...numbered('S', 13),
  ...numbered('L', 10),
  ...numbered('R', 6),
];

describe('the bypass checklist', () => {
  it.each(ALL)('%s is tried somewhere', (id) => {
    const isChord = CHECKLIST.some((row) => row.id === id);
    const tried = LINES[id] ?? [];
    expect(isChord || tried.length > 0).toBe(true);
    const silent = tried.filter(
      ([file, words]) => !readFileSync(path.join(root, file), 'utf8').includes(words),
    );
    expect(silent).toEqual([]);
  });

  it('has no line that does not exist', () => {
    for (const id of [...Object.keys(LINES), ...CHECKLIST.map((row) => row.id)]) expect(ALL).toContain(id);
  });
});
