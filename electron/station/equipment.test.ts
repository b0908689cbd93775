import { describe, expect, it } from 'vitest';
import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';
import { EVERY_DEVICE } from '../../shared/hardware/usb-identity.ts';
import { CHECK_NAMES, type CheckName, type EntryDraft } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import type { Command } from '../../shared/session/commands.ts';
import { CONTEXT, NOW, OPEN, run, SIGN_IN, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import type { StationState } from '../../shared/session/state.ts';
import { withinAllowed } from './chosen-devices.ts';
import { devicesOf, Equipment } from './equipment.ts';
import { Station } from './station.ts';

function device(kind: DeviceKind, id: string, product: string | null = null): AttachedDevice {
  return { kind, id, name: `Sample ${id}`, vendor: product === null ? null : '0b0e', product, how: '' };
}

const HEADSET = device('headset', 'hid:1', '0e41');
const MICROPHONE = device('microphone', 'media:microphone:m1', '0e41');
const SPEAKER = device('speaker', 'media:speaker:s1', '0e41');
const CAMERA = device('camera', 'media:camera:c1', '0825');
const ALL = [HEADSET, MICROPHONE, SPEAKER, CAMERA, device('display', 'd1'), device('keyboard', 'k1')];
const CHOSEN = { microphone: 'm1', speaker: 's1', camera: 'c1' };
const SOUND = [HEADSET, MICROPHONE, SPEAKER];

function world(commands: readonly Command[], trialHost: URL | null = null) {
  let state: StationState = run(commands).state;
  let attached: readonly AttachedDevice[] = ALL;
  const recorded: EntryDraft[] = [];
  const ran: (readonly CheckName[])[] = [];
  const due: (() => void)[] = [];
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: (drafts) => {
        for (const draft of drafts) {
          recorded.push(draft);
          state = evolve(state, { ...draft, at: NOW });
        }
        return [];
      },
    },
    context: () => CONTEXT,
    report: () => undefined,
  });
  const equipment = new Equipment({
    station,
    hardware: {
      get attached() {
        return attached;
      },
    },
    chosenDevices: { ids: CHOSEN },
    trialHost: () => trialHost,
    checks: (names = []) => {
      ran.push(names);
      return Promise.resolve(names.map((check) => ({ check, result: { verdict: 'pass', detail: 'again' } })));
    },
    timers: {
      after(_ms, action) {
        due.push(action);
        return () => undefined;
      },
    },
  });
  return {
    equipment,
    recorded,
    ran,
    due,
    state: () => state,
    checkAll: () => {
      for (const check of CHECK_NAMES) {
        equipment.record(check, { verdict: 'pass', detail: '' });
      }
      recorded.length = 0;
    },
    async plug(next: readonly AttachedDevice[]) {
      attached = next;
      equipment.hardwareChanged(next);
      await settle(due);
    },
    become(next: readonly AttachedDevice[]) {
      attached = next;
      equipment.hardwareChanged(next);
    },
  };
}

async function settle(due: (() => void)[]): Promise<void> {
  for (const action of due.splice(0)) action();
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('R4: a trial before a visit', () => {
  it('asks for the meeting’s host where one is known, and records nothing', async () => {
    const { equipment, ran, recorded } = world([SIGN_IN], new URL('https://sample.webex.com/meet/trial'));
    const found = await equipment.tryChecks();
    expect(found.map(({ check }) => check)).toEqual(['display', 'network', 'clock', 'disk', 'lock']);
    expect(ran).toHaveLength(1);
    expect(recorded).toEqual([]);
  });

  it('says nothing of a network that it cannot ask', async () => {
    const found = await world([SIGN_IN]).equipment.tryChecks();
    expect(found.map(({ check }) => check)).toEqual(['display', 'clock', 'disk', 'lock']);
  });
});

describe('a plug while the equipment is checked', () => {
  it('makes the checks of what is gone worthless, and no others', async () => {
    const { checkAll, plug, recorded, state } = world([SIGN_IN, OPEN]);
    checkAll();
    await plug(ALL.filter((one) => !SOUND.includes(one)));
    expect(recorded).toMatchObject([
      {
        type: 'equipment.changed',
        body: {
          checks: ['headset', 'microphone', 'sound', 'echo'],
          came: [],
          gone: ['Sample hid:1', 'Sample media:microphone:m1', 'Sample media:speaker:s1'],
        },
      },
    ]);
    expect(Object.keys(state().session?.checks ?? {})).toEqual([
      'webcam',
      'display',
      'network',
      'clock',
      'disk',
      'lock',
      'sign',
    ]);
  });

  it('makes again by itself exactly those that need no person', async () => {
    const { checkAll, plug, recorded, ran, state } = world([SIGN_IN, OPEN]);
    checkAll();
    await plug([...ALL, device('display', 'd2')]);
    await plug([...ALL, device('display', 'd2'), device('keyboard', 'k2')]);
    expect(ran).toEqual([['display'], ['lock']]);
    expect(recorded.map((entry) => entry.type)).toEqual([
      'equipment.changed',
      'equipment.checked',
      'equipment.changed',
      'equipment.checked',
    ]);
    expect(state().session?.checks.lock).toMatchObject({
      detail: 'again',
      devices: [{ id: 'k1' }, { id: 'k2' }],
    });
  });

  it('takes confirmed settings back', async () => {
    const confirmed = UNTIL_LEFT.slice(
      1,
      UNTIL_LEFT.findIndex((one) => one.type === 'show-notice'),
    );
    const { checkAll, plug, state } = world(confirmed);
    expect(state().session?.phase).toBe('settings-confirmed');
    checkAll();
    await plug(ALL.filter((one) => one !== CAMERA));
    expect(state().session).toMatchObject({ phase: 'opened', settingsConfirmed: false });
  });

  it('later it is no matter of the checks', async () => {
    const { checkAll, plug, recorded } = world(UNTIL_LEFT.slice(1));
    checkAll();
    await plug([]);
    expect(recorded).toEqual([]);
  });

  it('ten thousand plugs are one change, and the last state counts', async () => {
    const { checkAll, become, due, recorded } = world([SIGN_IN, OPEN]);
    checkAll();
    for (let round = 0; round < 5000; round += 1) {
      become(ALL.filter((one) => one !== CAMERA));
      become(ALL);
    }
    become(ALL.filter((one) => one !== HEADSET));
    expect(due).toHaveLength(1);
    await settle(due);
    expect(recorded).toMatchObject([{ type: 'equipment.changed', body: { checks: ['headset'] } }]);
  });

  it('no session, nothing to record', async () => {
    const { plug, recorded } = world([SIGN_IN]);
    await plug([]);
    expect(recorded).toEqual([]);
  });
});

describe('the devices that a check was made with', () => {
  it.each<[CheckName, readonly string[]]>([
    ['headset', ['hid:1']],
    ['microphone', ['media:microphone:m1']],
    ['sound', ['media:speaker:s1']],
    ['echo', ['media:microphone:m1', 'media:speaker:s1']],
    ['webcam', ['media:camera:c1']],
    ['display', ['d1']],
    ['lock', ['k1']],
    ['network', []],
  ])('%s', (check, ids) => {
    expect(devicesOf(check, ALL, CHOSEN).map((one) => one.id)).toEqual(ids);
  });

  it('of two headsets, the one whose microphone is chosen', () => {
    const other = [device('headset', 'hid:2', '0e42'), device('microphone', 'media:microphone:m2', '0e42')];
    const chosen = { ...CHOSEN, microphone: 'm2' };
    expect(devicesOf('headset', [...ALL, ...other], chosen)).toMatchObject([
      { id: 'hid:2', vendor: '0b0e', product: '0e42' },
    ]);
  });

  it('nothing where nothing is attached', () => {
    for (const check of CHECK_NAMES) expect(devicesOf(check, [], CHOSEN)).toEqual([]);
  });
});

describe('what the page may choose', () => {
  it('is everything where nothing is listed', () => {
    expect(withinAllowed(CHOSEN, ALL, EVERY_DEVICE)).toEqual(CHOSEN);
  });

  it('is nothing that is not on the list, and nothing that is not attached', () => {
    const allowed = { headsets: ['0b0e:0e41'], webcams: ['046d:0825'], buttons: [] };
    expect(withinAllowed(CHOSEN, ALL, allowed)).toEqual({ ...CHOSEN, camera: null });
    expect(withinAllowed({ ...CHOSEN, speaker: 'gone' }, ALL, allowed)).toMatchObject({ speaker: null });
  });
});
