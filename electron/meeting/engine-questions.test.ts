import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const text = (file: string): string => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
const types = text('../../node_modules/electron/electron.d.ts');
const answered =
  text('./meeting-session.ts') + text('./page/page-guards.ts') + text('../network/network-session.ts');

/** What asks nothing of the station, or can never come up in the meeting's view. */
const UNASKED: Readonly<Record<string, string>> = {
  'select-webauthn-account': 'public key credentials are off (engine-features.ts)',
  'select-webauthn-authenticator': 'public key credentials are off (engine-features.ts)',
  'file-system-access-restricted': 'no page gets a file (permission-policy.ts)',
  'preload-error': 'the meeting has no preload',
  setDisplayMediaRequestHandler: 'without one there is no capture of a screen',
  setUSBProtectedClassesHandler: 'no page gets a USB device',
};

/** The body of a class in Electron's types. */
function classOf(name: string): string {
  const start = types.indexOf(`  class ${name} extends`);
  return types.slice(start, types.indexOf('\n  }\n', start));
}

it('every question of the engine about a page of the meeting is answered, or cannot be asked (R41)', () => {
  const classes = ['Session', 'WebContents'].map(classOf).join('\n');
  const events = [...classes.matchAll(/\bon\(event: '([^']+)'/gu)].map(([, name = '']) => name);
  const questions = events.filter((name) => /^(?:login$|select-|will-)|-(?:error|restricted)$/u.test(name));
  const handlers = [...classes.matchAll(/^ {4}(set\w+(?:Handler|Proc))\(/gmu)].map(([, name = '']) => name);
  const all = new Set([...questions, ...handlers]);
  expect(all.size).toBeGreaterThan(20);
  const open = [...all].filter(
    (name) => !(name in UNASKED) && !new RegExp(`\\b${name}\\b`, 'u').test(answered),
  );
  expect(open).toEqual([]);
  expect(Object.keys(UNASKED).filter((name) => !all.has(name))).toEqual([]);
});
