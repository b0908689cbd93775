import { refuse, ok, type Result } from '../../shared/result.ts';
import { DEVICE_KINDS, type DeviceKind } from '../../shared/hardware/attached.ts';
import type { PanelKey } from '../../electron/lockout/lock.ts';

/** Operations of the lock that can be told to fail once; `open` is that of the next headset, for as long as it stays. */
export const FAILABLE = ['engage', 'verify', 'open'] as const;
export type Failable = (typeof FAILABLE)[number];

/** Everything that can be done to the simulated world, as data. */
export type SimulatorCommand =
  | { readonly name: 'attach'; readonly kind: DeviceKind; readonly label: string | null }
  /** All devices of the kind. */
  | { readonly name: 'unplug'; readonly kind: DeviceKind }
  | { readonly name: 'headset'; readonly event: 'hook' | 'mute' | 'unmute' | 'long-press' }
  | { readonly name: 'failNext'; readonly operation: Failable }
  | { readonly name: 'delayNext'; readonly operation: Exclude<Failable, 'open'>; readonly ms: number }
  /** The next headset may be read only after so long, as before its udev rule has run. */
  | { readonly name: 'permissionRace'; readonly ms: number }
  /** So many devices attached and removed, in an order that the seed decides. */
  | { readonly name: 'storm'; readonly changes: number; readonly seed: number }
  /** The hold is broken from outside until the next verify finds it. */
  | { readonly name: 'loseLock' }
  | { readonly name: 'keys'; readonly keys: readonly PanelKey[] }
  | { readonly name: 'reset' };

export type CommandRefusal = { readonly code: 'unknown-command'; readonly detail: string };

const HEADSET_WORDS: Readonly<Record<string, 'hook' | 'mute' | 'unmute' | 'long-press'>> = {
  hook: 'hook',
  mute: 'mute',
  unmute: 'unmute',
  longPress: 'long-press',
};

const STORM_CHANGES = 1000;
const MOST_CHANGES = 1_000_000;

const KEY_WORDS: Readonly<Record<string, PanelKey>> = {
  enter: { kind: 'enter' },
  backspace: { kind: 'backspace' },
  'open-panel': { kind: 'open-panel' },
  'close-panel': { kind: 'close-panel' },
};

/**
 * Reads one line: `attach KIND [NAME]`, `unplug KIND`, `hook`, `mute`, `unmute`, `longPress`,
 * `failNext engage|verify|open`, `delayNext engage|verify MS`, `permissionRace MS`, `storm [CHANGES] [SEED]`,
 * `loseLock`, `reset`, `keys` with any of DIGITS, `enter`, `backspace`, `open-panel`, `close-panel`.
 */
export function parseCommand(text: string): Result<SimulatorCommand, CommandRefusal> {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const headset = HEADSET_WORDS[word];
  if (headset !== undefined && rest.length === 0) return ok({ name: 'headset', event: headset });
  switch (word) {
    case 'attach':
    case 'plug': {
      const kind = kindOf(rest[0]);
      const label = rest.slice(1).join(' ');
      if (kind !== null) return ok({ name: 'attach', kind, label: label === '' ? null : label });
      break;
    }
    case 'unplug':
    case 'detach': {
      const kind = kindOf(rest[0]);
      if (kind !== null && rest.length === 1) return ok({ name: 'unplug', kind });
      break;
    }
    case 'failNext': {
      const operation = failableOf(rest[0]);
      if (operation !== null && rest.length === 1) return ok({ name: 'failNext', operation });
      break;
    }
    case 'delayNext': {
      const operation = failableOf(rest[0]);
      const ms = Number(rest[1]);
      if (
        operation !== null &&
        operation !== 'open' &&
        rest.length === 2 &&
        Number.isInteger(ms) &&
        ms >= 0
      ) {
        return ok({ name: 'delayNext', operation, ms });
      }
      break;
    }
    case 'permissionRace': {
      const ms = Number(/^(\d+)(?:ms)?$/.exec(rest[0] ?? '')?.[1] ?? Number.NaN);
      if (rest.length === 1 && Number.isInteger(ms)) return ok({ name: 'permissionRace', ms });
      break;
    }
    case 'storm': {
      const [changes = STORM_CHANGES, seed = 1] = rest.map(Number);
      const isCount = Number.isInteger(changes) && changes > 0 && changes <= MOST_CHANGES;
      if (rest.length <= 2 && isCount && Number.isInteger(seed)) return ok({ name: 'storm', changes, seed });
      break;
    }
    case 'loseLock':
    case 'reset':
      if (rest.length === 0) return ok({ name: word });
      break;
    case 'keys': {
      const keys = rest.map(keysOf);
      if (rest.length > 0 && keys.every((some) => some !== null))
        return ok({ name: 'keys', keys: keys.flat() });
      break;
    }
    default:
  }
  return refuse({ code: 'unknown-command', detail: text });
}

function kindOf(word: string | undefined): DeviceKind | null {
  return DEVICE_KINDS.find((kind) => kind === word) ?? null;
}

function failableOf(word: string | undefined): Failable | null {
  return FAILABLE.find((operation) => operation === word) ?? null;
}

function keysOf(word: string): readonly PanelKey[] | null {
  if (/^\d+$/.test(word)) return Array.from(word, (digit) => ({ kind: 'digit', digit }));
  const key = KEY_WORDS[word];
  return key === undefined ? null : [key];
}
