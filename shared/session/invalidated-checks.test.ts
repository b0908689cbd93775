import { describe, expect, it } from 'vitest';
import type { AttachedDevice, DeviceKind } from '../hardware/attached.ts';
import { CHECK_NAMES, type CheckName } from './entries.ts';
import { invalidatedChecks, pluggingBetween } from './invalidated-checks.ts';
import type { Session } from './state.ts';

function device(kind: DeviceKind, id: string): AttachedDevice {
  return { kind, id, name: `Sample ${kind}`, vendor: null, product: null, how: '' };
}

const HEADSET = device('headset', 'h1');
const MICROPHONE = device('microphone', 'm1');
const SPEAKER = device('speaker', 's1');
const CAMERA = device('camera', 'c1');
const KEYBOARD = device('keyboard', 'k1');
const DISPLAY = device('display', 'd1');
const ALL = [HEADSET, MICROPHONE, SPEAKER, CAMERA, KEYBOARD, DISPLAY];
const MADE_WITH: Readonly<Partial<Record<CheckName, readonly AttachedDevice[]>>> = {
  headset: [HEADSET],
  microphone: [MICROPHONE],
  sound: [SPEAKER],
  echo: [MICROPHONE, SPEAKER],
  webcam: [CAMERA],
  display: [DISPLAY],
  lock: [KEYBOARD],
};

function checks(verdict: 'pass' | 'fail'): Session['checks'] {
  return Object.fromEntries(
    CHECK_NAMES.map((name) => [name, { verdict, detail: '', devices: [...(MADE_WITH[name] ?? [])] }]),
  );
}

function after(attached: readonly AttachedDevice[], verdict: 'pass' | 'fail' = 'pass'): readonly CheckName[] {
  return invalidatedChecks(checks(verdict), attached, pluggingBetween(ALL, attached));
}

const without = (...gone: readonly AttachedDevice[]): readonly AttachedDevice[] =>
  ALL.filter((one) => !gone.includes(one));

describe('what a hot-plug makes worthless', () => {
  it.each<[string, readonly AttachedDevice[], readonly CheckName[]]>([
    ['nothing when nothing changed', ALL, []],
    [
      'the headset with its sound',
      without(HEADSET, MICROPHONE, SPEAKER),
      ['headset', 'microphone', 'sound', 'echo'],
    ],
    ['the webcam alone', without(CAMERA), ['webcam']],
    ['a second display', [...ALL, device('display', 'd2')], ['display']],
    ['a second keyboard', [...ALL, device('keyboard', 'k2')], ['lock']],
    ['the keyboard removed', without(KEYBOARD), ['lock']],
    [
      'a second headset takes nothing from the checked one',
      [...ALL, device('headset', 'h2'), device('microphone', 'm2')],
      [],
    ],
    [
      'another headset in place of the checked one',
      [...without(HEADSET), device('headset', 'h2')],
      ['headset'],
    ],
    ['an unknown device', [...ALL, device('unknown', 'u1')], []],
  ])('%s', (_what, attached, names) => {
    expect(after(attached)).toEqual(names);
  });

  it('a check that failed is made again with what came', () => {
    expect(after([...ALL, device('microphone', 'm2')], 'fail')).toEqual(['microphone', 'echo']);
  });

  it('what has not been checked yet cannot become worthless', () => {
    expect(invalidatedChecks({}, [], pluggingBetween(ALL, []))).toEqual([]);
  });

  it('a check stored without devices stays', () => {
    const stored = {
      network: { verdict: 'pass', detail: 'host' },
      headset: { verdict: 'pass', detail: '' },
    } as const;
    expect(invalidatedChecks(stored, [], pluggingBetween(ALL, []))).toEqual([]);
  });
});
