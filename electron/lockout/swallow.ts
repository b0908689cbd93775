/** A key event as Electron's `before-input-event` passes it. */
export type KeyInput = {
  readonly type: string;
  /** `KeyboardEvent.key`: depends on the layout. */
  readonly key: string;
  /** `KeyboardEvent.code`: the position on the keyboard. */
  readonly code: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
};

export type SwallowMode = {
  readonly locked: boolean;
  /** In a development build developers keep their tools while the station is open. */
  readonly build: 'development' | 'end-to-end' | 'production';
};

type Rule = {
  readonly id: string;
  readonly control?: boolean;
  readonly alt?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
  /** Lower-case `key` values or `code` values; absent: any key. */
  readonly keys?: readonly string[];
};

/**
 * Keys that never reach a page while the station is open (R35, E06, E08, K04, K10). A modifier not named may be
 * either; Ctrl with Alt is AltGr on Windows and types characters.
 */
export const OPEN_RULES: readonly Rule[] = [
  { id: 'system-key', meta: true },
  { id: 'function-key', keys: Array.from({ length: 24 }, (_, index) => `f${index + 1}`) },
  {
    id: 'developer-tools',
    control: true,
    alt: false,
    shift: true,
    keys: ['i', 'KeyI', 'j', 'KeyJ', 'c', 'KeyC', 'k', 'KeyK'],
  },
  { id: 'reload', control: true, alt: false, keys: ['r', 'KeyR'] },
  { id: 'reload', keys: ['browserrefresh', 'BrowserRefresh'] },
  {
    id: 'zoom',
    control: true,
    alt: false,
    keys: ['+', '=', '-', '_', '0', 'Equal', 'Minus', 'Digit0', 'NumpadAdd', 'NumpadSubtract', 'Numpad0'],
  },
  { id: 'navigation', alt: true, keys: ['arrowleft', 'arrowright', 'home'] },
  {
    id: 'navigation',
    keys: [
      'browserback',
      'browserforward',
      'browserhome',
      'browsersearch',
      'browserfavorites',
      'browserstop',
    ],
  },
  { id: 'print', control: true, alt: false, keys: ['p', 'KeyP'] },
  { id: 'print', keys: ['printscreen', 'print'] },
  {
    id: 'file-or-source',
    control: true,
    alt: false,
    keys: ['s', 'KeyS', 'o', 'KeyO', 'u', 'KeyU', 'h', 'KeyH', 'j', 'KeyJ'],
  },
  {
    id: 'window-or-tab',
    control: true,
    alt: false,
    keys: ['n', 'KeyN', 't', 'KeyT', 'w', 'KeyW', 'q', 'KeyQ', 'tab'],
  },
  { id: 'window-menu', alt: true, keys: [' ', 'Space', 'escape', 'tab'] },
  { id: 'context-menu', keys: ['contextmenu'] },
  { id: 'launcher', keys: ['launchmail', 'launchapplication1', 'launchapplication2', 'launchmediaplayer'] },
];

/**
 * The part of `OPEN_RULES` that also holds in a development build: keys that would take the window away by
 * accident.
 */
const DEVELOPMENT_RULES: ReadonlySet<string> = new Set(['navigation', 'print', 'file-or-source']);

/**
 * Returns the rule that swallows a key event before any page sees it, or null when it passes. While locked
 * everything is swallowed (R32). Total and pure.
 */
export function swallowedBy(input: KeyInput, mode: SwallowMode): string | null {
  if (mode.locked) return 'locked';
  for (const rule of OPEN_RULES) {
    if (mode.build === 'development' && !DEVELOPMENT_RULES.has(rule.id)) continue;
    if (matches(rule, input)) return rule.id;
  }
  return null;
}

function matches(rule: Rule, input: KeyInput): boolean {
  if (rule.control !== undefined && rule.control !== input.control) return false;
  if (rule.alt !== undefined && rule.alt !== input.alt) return false;
  if (rule.shift !== undefined && rule.shift !== input.shift) return false;
  if (rule.meta !== undefined && rule.meta !== input.meta) return false;
  if (rule.keys === undefined) return true;
  return rule.keys.includes(input.key.toLowerCase()) || rule.keys.includes(input.code);
}
