import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Stage } from '../practice/stage.ts';
import type { StationDriver } from '../practice/station-driver.ts';
import { readVisit, type VisitRecord } from './records.ts';
import type { SafeSide } from './server-side.ts';

const run = promisify(execFile);

/** Somebody with the role `it`. */
export interface Administrator {
  readonly name: string;
  readonly pin: string;
}

/** IT takes a copy, which is all that is left when the computer is lost (R64). Returns the key that opens it. */
export async function takeCopy(
  driver: StationDriver,
  hooks: { readonly say: (line: string) => void; readonly picture: (name: string) => Promise<void> },
  { name, pin }: Administrator,
): Promise<string> {
  await driver.press('sign-out');
  const { staff } = await driver.until('the sign-in screen', (seen) => seen.staff.signedIn === null);
  await driver.signIn(staff.list.find((member) => member.name === name)?.id ?? '', pin);
  hooks.say('IT makes a copy key and takes a copy of everything.');
  await driver.press('nav-institution');
  await driver.press('institution-copies');
  await driver.press('copy-new-key');
  const key = (await driver.staff.locator('[data-test="copy-key-text"]').textContent()) ?? '';
  await driver.press('copy-take');
  await driver.see('copy-taken');
  await hooks.picture('copy-taken');
  // The pictures changed the language, which is on record too.
  const first = (await driver.snapshot()).station.embedded?.takenAt ?? null;
  await driver.press('copy-take');
  await driver.until('a newer copy', ({ station }) => (station.embedded?.takenAt ?? null) !== first);
  return key.trim();
}

/** Restores the copy as on a new computer, and holds the visit in it against the station's own record. */
export async function restoreCopy(stage: Stage, key: string, record: VisitRecord): Promise<SafeSide> {
  const [file = ''] = readdirSync(stage.copyFolder).toSorted().slice(-1);
  const folder = path.join(stage.folder, 'new-computer');
  await runVerb('restore', '--file', path.join(stage.copyFolder, file), '--code', key, '--data', folder);
  const copied = readVisit(folder, record.session);
  const own = record.entries.slice(0, copied.entries.length);
  const isSame = copied.verified && copied.chain === record.chain && isDeepStrictEqual(copied.entries, own);
  return {
    place: 'restored copy',
    entries: copied.entries.length,
    rowMatches: isDeepStrictEqual(copied.row, record.row),
    fault: isSame ? null : 'The copy is not what the station recorded.',
  };
}

/** Runs a verb of the station's command line and returns its JSON. Throws when the verb fails. */
export async function runVerb<T>(...args: readonly string[]): Promise<T> {
  const cli = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [cli, ...args, '--json']);
  return JSON.parse(stdout);
}
