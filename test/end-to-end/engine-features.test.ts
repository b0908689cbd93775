import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BLINK_FEATURES_OFF, ENGINE_FEATURES, POLICIES_OFF } from '../../electron/meeting/engine-features.ts';
import { PERMISSION_TABLE } from '../../electron/meeting/permission-policy.ts';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { blinkFeaturesOf, reviewedNames } from '../meeting/blink-features.ts';
import { startMeetingServer, type MeetingServer } from '../meeting/server.ts';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';

/**
 * Compares the tables with the engine's own lists, so that a new version cannot bring a feature that no row names:
 * the policy-controlled features, Blink's features, every name on `window`, `navigator` and `navigator.mediaDevices`,
 * and the permissions of Electron's types. Chromium keeps no list of its switches; the station accepts none
 * (`parse-start.test.ts`).
 */
const NAMES = `JSON.stringify([window, Navigator.prototype, MediaDevices.prototype].flatMap((owner) => Object.getOwnPropertyNames(owner)))`;
const LANGUAGE_AND_MARKUP =
  /^(?:HTML|SVG|CSS|MathML|XML|XPath|XSLT|DOM|WebGL|GPU|WGSL|Intl|IDB|RTC|on[a-z]|(?:Big)?(?:Ui|I)nt\d|Float\d|Audio|Media|Performance|Text|XR|webkit(?:Media|RTC|URL))/;
const reviewed = reviewedNames('engine-names.txt');
const rows = Object.values(ENGINE_FEATURES);
const inTable = new Set(rows.flatMap(({ api }) => api ?? []));

let server: MeetingServer;
const programs: BareMeeting[] = [];
beforeAll(async () => {
  const started = await startMeetingServer({ port: 0 });
  if (!started.ok) throw new Error(started.refusal.code);
  server = started.value;
});
afterAll(async () => {
  for (const program of programs) await program.close();
  await server.close();
});

async function openPage(unguarded: boolean): Promise<BareMeeting> {
  const program = await BareMeeting.start({ origins: [server.origin], unguarded });
  programs.push(program);
  await program.call('open', `${server.origin}/meet/hostile/empty`);
  await program.until(
    'the page',
    () => program.call('run', 'location.pathname + document.readyState', null).catch(() => ''),
    (state) => state === '/meet/hostile/emptycomplete',
  );
  return program;
}
const listOf = async (program: BareMeeting, code: string): Promise<readonly string[]> =>
  JSON.parse(String(await program.call('run', code, null))) as readonly string[];

it('every feature and every name of the engine is in a table, and what is off is gone or denied', async () => {
  const plain = await openPage(true);
  const features = await listOf(plain, 'JSON.stringify(document.featurePolicy.features())');
  const policies = new Set(rows.flatMap(({ policy }) => policy ?? []));
  expect(features.filter((feature) => !policies.has(feature))).toEqual([]);
  const names = await listOf(plain, NAMES);
  const unknown = names.filter(
    (name) => !LANGUAGE_AND_MARKUP.test(name) && !reviewed.has(name) && !inTable.has(name),
  );
  expect(unknown.filter((name) => !/^\d+$/.test(name))).toEqual([]);

  const guarded = await openPage(false);
  const allowed = await listOf(guarded, 'JSON.stringify(document.featurePolicy.allowedFeatures())');
  expect(allowed.filter((feature) => POLICIES_OFF.includes(feature))).toEqual([]);
  const left = new Set(await listOf(guarded, NAMES));
  const off = rows
    .filter(({ use, blink }) => use === 'off' && blink !== undefined)
    .flatMap(({ api }) => api ?? []);
  expect(off.filter((name) => left.has(name))).toEqual([]);
  // Some of them exist where nothing is switched off, or this test would prove nothing.
  expect(off.filter((name) => names.includes(name)).length).toBeGreaterThan(20);
});

// A Windows engine keeps older lists in a form that only a linker's map explains.
it.skipIf(process.platform === 'win32')('every Blink feature of the engine is in a table', () => {
  const features = blinkFeaturesOf(electronRuntime().binary);
  const known = new Set([...BLINK_FEATURES_OFF, ...reviewedNames('blink-features.txt')]);
  expect(features.filter((feature) => !known.has(feature))).toEqual([]);
});

it('every permission of the engine is in the table', () => {
  const types = readFileSync(
    fileURLToPath(new URL('../../node_modules/electron/electron.d.ts', import.meta.url)),
    'utf8',
  );
  const handlers = [...types.matchAll(/setPermission(?:Request|Check)Handler\(handler: (.*)/g)];
  const names = handlers.flatMap(([, signature = '']) =>
    [...(/permission: ([^,)]*)/.exec(signature)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !Object.hasOwn(PERMISSION_TABLE, name))).toEqual([]);
});
