import { describe, expect, it } from 'vitest';
import { OPEN_RULES, swallowedBy, type KeyInput, type SwallowMode } from './swallow.ts';

/** `ctrl+shift+i` → a key event; a second word is the `code`. */
function event(text: string): KeyInput {
  const [chord = '', code = ''] = text.split(' / ');
  const parts = chord === '+' ? ['+'] : chord.replace('++', '+plus').split('+');
  const key = parts.at(-1) ?? '';
  return {
    type: 'keyDown',
    key: key === 'plus' ? '+' : key === 'Space' ? ' ' : key,
    code,
    control: parts.includes('ctrl'),
    alt: parts.includes('alt'),
    shift: parts.includes('shift'),
    meta: parts.includes('meta'),
  };
}

const locked: SwallowMode = { locked: true, build: 'production' };
const production: SwallowMode = { locked: false, build: 'production' };
const development: SwallowMode = { locked: false, build: 'development' };

describe('while locked every key is swallowed in every build', () => {
  const keys = [
    'a',
    '1',
    'Enter',
    'Escape',
    'Tab',
    'F12',
    'ctrl+c',
    'alt+F4',
    'meta',
    'Shift',
    'Dead',
    'Process',
    '',
  ];
  const builds = ['development', 'end-to-end', 'production'] as const;
  it.each(builds.flatMap((build) => keys.map((key) => [key, build] as const)))('%j in %s', (key, build) => {
    expect(swallowedBy(event(key), { locked: true, build })).toBe('locked');
    expect(swallowedBy({ ...event(key), type: 'keyUp' }, { locked: true, build })).toBe('locked');
  });
});

const SWALLOWED: readonly (readonly [string, string])[] = [
  ['ctrl+shift+I', 'developer-tools'],
  ['ctrl+shift+J', 'developer-tools'],
  ['ctrl+shift+C', 'developer-tools'],
  ['ctrl+shift+ш / KeyI', 'developer-tools'],
  ['F12', 'function-key'],
  ['F1', 'function-key'],
  ['F3', 'function-key'],
  ['F7', 'function-key'],
  ['F11', 'function-key'],
  ['F24', 'function-key'],
  ['F5', 'function-key'],
  ['ctrl+F5', 'function-key'],
  ['alt+F4', 'function-key'],
  ['ctrl+F4', 'function-key'],
  ['shift+F10', 'function-key'],
  ['ctrl+r', 'reload'],
  ['ctrl+shift+R', 'reload'],
  ['BrowserRefresh', 'reload'],
  ['ctrl+0', 'zoom'],
  ['ctrl+-', 'zoom'],
  ['ctrl+=', 'zoom'],
  ['ctrl++', 'zoom'],
  ['ctrl+shift++', 'zoom'],
  ['ctrl+x / NumpadAdd', 'zoom'],
  ['alt+ArrowLeft', 'navigation'],
  ['alt+ArrowRight', 'navigation'],
  ['alt+Home', 'navigation'],
  ['BrowserBack', 'navigation'],
  ['BrowserHome', 'navigation'],
  ['ctrl+p', 'print'],
  ['ctrl+shift+P', 'print'],
  ['PrintScreen', 'print'],
  ['ctrl+s', 'file-or-source'],
  ['ctrl+o', 'file-or-source'],
  ['ctrl+u', 'file-or-source'],
  ['ctrl+n', 'window-or-tab'],
  ['ctrl+t', 'window-or-tab'],
  ['ctrl+w', 'window-or-tab'],
  ['ctrl+q', 'window-or-tab'],
  ['ctrl+Tab', 'window-or-tab'],
  ['alt+Space', 'window-menu'],
  ['alt+Tab', 'window-menu'],
  ['alt+Escape', 'window-menu'],
  ['ContextMenu', 'context-menu'],
  ['meta', 'system-key'],
  ['meta+e', 'system-key'],
  ['meta+l', 'system-key'],
  ['LaunchMail', 'launcher'],
];

const PASSED = [
  'a',
  'É',
  '5',
  'Enter',
  'Tab',
  'shift+Tab',
  'Escape',
  'Backspace',
  'ArrowLeft',
  'Home',
  'ctrl+a',
  'ctrl+c',
  'ctrl+v',
  'ctrl+x',
  'ctrl+z',
  'ctrl+ArrowLeft',
  'ctrl+Home',
  '-',
  '+',
  'alt+a',
  'shift+R',
  'p',
  'ctrl+alt+} / Digit0',
  'ctrl+alt+¶ / KeyP',
];

describe('while open, outside development', () => {
  it.each(SWALLOWED)('%s is swallowed as %s', (key, rule) => {
    expect(swallowedBy(event(key), production)).toBe(rule);
    expect(swallowedBy(event(key), { ...production, build: 'end-to-end' })).toBe(rule);
  });

  it.each(PASSED)('%s passes', (key) => {
    expect(swallowedBy(event(key), production)).toBeNull();
  });

  it('every rule has a row here', () => {
    expect(new Set(SWALLOWED.map(([, rule]) => rule))).toEqual(new Set(OPEN_RULES.map((rule) => rule.id)));
  });
});

describe('while open, in development', () => {
  it.each(['F12', 'ctrl+shift+I', 'ctrl+r', 'ctrl+0', 'alt+F4', 'F11', 'meta'])(
    '%s stays with the developer',
    (key) => {
      expect(swallowedBy(event(key), development)).toBeNull();
    },
  );

  it.each(['alt+ArrowLeft', 'ctrl+p', 'ctrl+s'])('%s is swallowed as in production', (key) => {
    expect(swallowedBy(event(key), development)).not.toBeNull();
  });

  it('nothing passes once it is locked', () => {
    expect(swallowedBy(event('F12'), { ...locked, build: 'development' })).toBe('locked');
  });
});
