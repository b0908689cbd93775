/**
 * The keyboard lines of the bypass checklist as data, in key names that both the X server and the virtual
 * machine understand (`X11_NAMES`, `QEMU_NAMES`). Lines that need a person or another system are in
 * docs/to-verify-on-site.md.
 */
export type ChecklistRow = {
  /** The line's number in the study of other lockdowns, such as K01 or L02. */
  readonly id: string;
  readonly what: string;
  /** Each is pressed in order and released in reverse; `+` joins keys held together. */
  readonly chords: readonly string[];
};

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
const digits = '0123456789'.split('');
const functionKeys = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);
const editing = ['esc', 'tab', 'ret', 'backspace', 'delete', 'insert', 'home', 'end', 'pgup', 'pgdn'];
const arrows = ['up', 'down', 'left', 'right'];
const locks = ['caps', 'num', 'scroll', 'print', 'pause', 'menu'];
const modifiers = ['ctrl', 'alt', 'shift', 'super', 'ctrl_r', 'alt_r', 'shift_r', 'super_r'];
const media = [
  'play',
  'next',
  'previous',
  'stop',
  'mute',
  'louder',
  'quieter',
  'mail',
  'homepage',
  'calculator',
];
const withAll = (held: string, keys: readonly string[]): readonly string[] =>
  keys.map((key) => `${held}+${key}`);

export const CHECKLIST: readonly ChecklistRow[] = [
  {
    id: 'K01',
    what: 'every key alone',
    chords: [...letters, ...digits, ...functionKeys, ...editing, ...arrows, ...locks, ...modifiers, 'spc'],
  },
  {
    id: 'K02',
    what: 'the list of the keyboard filter',
    chords: [
      'ctrl+esc',
      'ctrl+tab',
      'ctrl+f4',
      'ctrl+super+f',
      'super+pause',
      ...withAll('super', ['f1', 'home']),
    ],
  },
  {
    id: 'K03',
    what: 'switching programs and the system key',
    chords: [
      ...['alt+tab', 'alt+shift+tab', 'alt+esc', 'super+tab'],
      ...withAll('super', ['d', 'e', 'r', 'x', 'a', 'n', 's', 'i', 'm', 'p', 'k', 'g', ...arrows]),
    ],
  },
  { id: 'K04', what: 'closing the window', chords: ['alt+f4', 'ctrl+w', 'ctrl+q', 'ctrl+f4'] },
  { id: 'K05', what: 'the task manager', chords: ['ctrl+shift+esc'] },
  { id: 'K06', what: 'the three keys', chords: ['ctrl+alt+delete', 'a'] },
  { id: 'K07', what: 'locking the screen', chords: ['super+l', 'ctrl+alt+l'] },
  {
    id: 'K08',
    what: 'accessibility',
    chords: [
      'shift',
      'shift',
      'shift',
      'shift',
      'shift',
      'alt+shift+print',
      'alt+shift+num',
      'super+u',
      'super+ctrl+ret',
    ],
  },
  { id: 'K09', what: 'the context menu and the window menu', chords: ['shift+f10', 'menu', 'alt+spc'] },
  {
    id: 'K10',
    what: 'the keys of a browser',
    chords: [
      ...['f1', 'f3', 'f5', 'f6', 'f7', 'f11', 'f12'],
      ...withAll('ctrl+shift', ['r', 'i', 'j', 'c']),
      ...withAll('ctrl', ['r', 'p', 's', 'o', 'n', 't', 'h', 'j', 'l', 'u', 'f', 'g', '0']),
    ],
  },
  { id: 'K11', what: 'the keys of players and programs', chords: [...media] },
  { id: 'K17', what: 'changing the layout', chords: ['super+spc', 'ctrl+shift', 'alt+shift'] },
  {
    id: 'L01',
    what: 'the text consoles, restarting, ending the display server',
    chords: [...withAll('ctrl+alt', functionKeys), 'ctrl+alt+delete', 'ctrl+alt+backspace'],
  },
  { id: 'L02', what: 'SysRq', chords: ['h', 'r', 'e', 'i', 'k'].map((key) => `alt+print+${key}`) },
  {
    id: 'L09',
    what: 'the overview of the desktop',
    chords: ['super', 'super+a', 'super+s', 'alt+f2', 'alt+f1'],
  },
];

const SAME: Readonly<Record<string, string>> = Object.fromEntries(
  [...letters, ...digits].map((name) => [name, name]),
);

/** Keysym names for xdotool. */
export const X11_NAMES: Readonly<Record<string, string>> = {
  ...SAME,
  ...Object.fromEntries(functionKeys.map((name) => [name, name.toUpperCase()])),
  esc: 'Escape',
  tab: 'Tab',
  ret: 'Return',
  backspace: 'BackSpace',
  delete: 'Delete',
  insert: 'Insert',
  home: 'Home',
  end: 'End',
  pgup: 'Prior',
  pgdn: 'Next',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  caps: 'Caps_Lock',
  num: 'Num_Lock',
  scroll: 'Scroll_Lock',
  print: 'Print',
  pause: 'Pause',
  menu: 'Menu',
  spc: 'space',
  play: 'XF86AudioPlay',
  next: 'XF86AudioNext',
  previous: 'XF86AudioPrev',
  stop: 'XF86AudioStop',
  mute: 'XF86AudioMute',
  louder: 'XF86AudioRaiseVolume',
  quieter: 'XF86AudioLowerVolume',
  mail: 'XF86Mail',
  homepage: 'XF86HomePage',
  calculator: 'XF86Calculator',
  ctrl: 'Control_L',
  alt: 'Alt_L',
  shift: 'Shift_L',
  super: 'Super_L',
  ctrl_r: 'Control_R',
  alt_r: 'Alt_R',
  shift_r: 'Shift_R',
  super_r: 'Super_R',
};

/** Key names of the virtual machine's monitor. */
export const QEMU_NAMES: Readonly<Record<string, string>> = {
  ...SAME,
  ...Object.fromEntries([...functionKeys, ...editing, ...arrows].map((name) => [name, name])),
  caps: 'caps_lock',
  num: 'num_lock',
  scroll: 'scroll_lock',
  print: 'print',
  pause: 'pause',
  menu: 'compose',
  spc: 'spc',
  play: 'audioplay',
  next: 'audionext',
  previous: 'audioprev',
  stop: 'audiostop',
  mute: 'audiomute',
  louder: 'volumeup',
  quieter: 'volumedown',
  mail: 'mail',
  homepage: 'ac_home',
  calculator: 'calculator',
  ctrl: 'ctrl',
  alt: 'alt',
  shift: 'shift',
  super: 'meta_l',
  ctrl_r: 'ctrl_r',
  alt_r: 'alt_r',
  shift_r: 'shift_r',
  super_r: 'meta_r',
};

/** The keys of a chord in one naming. Throws on a name the naming lacks, because the table is then wrong. */
export function keysOf(chord: string, names: Readonly<Record<string, string>>): readonly string[] {
  return chord.split('+').map((name) => {
    const key = names[name];
    if (key === undefined) throw new Error(`no key is called ${name}`);
    return key;
  });
}
