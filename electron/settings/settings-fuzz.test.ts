import { sentence } from '../cli/catalogue.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSettings } from './station-settings.ts';

/** `CHILD_LINK_FUZZ_RUNS=100000` is the long form. */
const RUNS = Number(process.env['CHILD_LINK_FUZZ_RUNS'] ?? 2000);
const FILE = '/etc/child-link/station.json';
const GOOD = {
  dataFolder: '/var/lib/child-link',
  serverUrl: 'https://institution.example',
  enrolmentCode: null,
  webcamRequired: true,
  walkUpAllowed: false,
  lockdownRequire: 'removed',
  meeting: { sites: ['one.example'], pages: [], requests: ['*.two.example'], askForBrowserClient: true },
  updates: { at: '03:00', url: null },
};
const FIELDS = [
  ...Object.keys(GOOD).map((name) => [name]),
  ...Object.keys(GOOD.meeting).map((name) => ['meeting', name]),
  ...Object.keys(GOOD.updates).map((name) => ['updates', name]),
];

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('', '*', '*.com', 'http://x.example', 'javascript:0', '\u0000', 'é', 1e308, -0, null),
  fc.array(fc.constantFrom('one.example', '*.com', '..', 'ONE.EXAMPLE', 7, null), { maxLength: 5 }),
);

function withField(path: readonly string[], value: unknown): object {
  const [first = '', second] = path;
  if (second === undefined) return { ...GOOD, [first]: value };
  if (first === 'updates') return { ...GOOD, updates: { ...GOOD.updates, [second]: value } };
  return { ...GOOD, meeting: { ...GOOD.meeting, [second]: value } };
}

const checked = (text: string) => checkSettings({ file: FILE, text, policy: [] }, 'production', 'linux');

describe('whatever the settings file says', () => {
  it('one wrong value is refused by the name of its own field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), anything, (path, value) => {
        const parsed = checked(JSON.stringify(withField(path, value)));
        if (parsed.ok) return;
        const name = path.join('.');
        expect(parsed.refusal).toMatchObject({ code: 'settings-field', file: FILE });
        expect(`${parsed.refusal.field}.`.startsWith(`${name}.`)).toBe(true);
        for (const language of ['en', 'fr'] as const)
          expect(sentence(language, `settingsReason.${parsed.refusal.reason}`)).not.toBeNull();
      }),
      { numRuns: RUNS },
    );
  });

  it('an unknown key is refused by its name', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), anything, (key, inside, value) => {
        const shown = key === '' ? '""' : key;
        const path = inside ? ['meeting', shown] : [shown];
        if (FIELDS.some((known) => known.join('.') === path.join('.'))) return;
        const text = JSON.stringify(
          inside ? { ...GOOD, meeting: withKey(GOOD.meeting, key, value) } : withKey(GOOD, key, value),
        );
        const parsed = checked(text);
        expect(parsed).toMatchObject({ refusal: { code: 'settings-field', field: path.join('.') } });
      }),
      { numRuns: RUNS },
    );
  });

  it('any JSON, and any text, is settings or a refusal that says where', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), damaged()), (text) => {
        const parsed = checked(text);
        if (parsed.ok) return;
        if (parsed.refusal.code === 'settings-field') expect(parsed.refusal.field).not.toBe('');
        else expect(parsed.refusal.code).toBe('settings-not-json');
      }),
      { numRuns: RUNS },
    );
  });

  it('however deep it is nested', () => {
    const deep = `{"dataFolder":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(checked(deep).ok).toBe(false);
  });
});

/** By entries, so that `__proto__` is a key as any other, as it is in a file. */
function withKey(object: object, key: string, value: unknown): object {
  return Object.fromEntries([...Object.entries(object), [key, value]]);
}

function damaged(): fc.Arbitrary<string> {
  const whole = JSON.stringify(GOOD);
  return fc
    .tuple(fc.nat(whole.length), fc.nat(20), fc.string({ maxLength: 5 }))
    .map(([at, cut, put]) => whole.slice(0, at) + put + whole.slice(at + cut));
}
