import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from '../../scripts/build.ts';
import { buildInstitutionPages } from '../../scripts/institution-pages.ts';
import { makeFolder } from '../../electron/platform/make-folder.ts';
import { ScheduleRow } from '../../shared/sync/rows.ts';
import { trackingCsv } from '../../shared/tracking/csv.ts';
import { PRACTICE_PINS, practiceSeed } from '../institution/practice-data.ts';
import { setUpStage, type Stage } from '../practice/stage.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { leaksIn, setUpProxiedStage } from './behind-proxy.ts';
import { BothSides } from './both-sides.ts';
import { FACILITATOR_PIN, FIRST_PERSON, playFromNothing } from './from-nothing.ts';
import { InstitutionSide } from './institution-side.ts';
import { DEMO_HELP, readDemoOptions, type DemoOptions } from './options.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { playVisit } from './play-visit.ts';
import { readVisit, staffWithPin, type VisitRecord } from './records.ts';
import { restoreCopy, takeCopy } from './sealed-copy.ts';
import { askServer, type SafeSide } from './server-side.ts';

const VISIT_SECONDS = 4;
const EXIT_WRONG_USE = 2;
/** The institution's port behind the proxy, which knows it beforehand. */
const INSTITUTION_PORT = 8093;
/** Of the practice people, who takes the copy. */
const IT = { name: 'Sample, Quartz', pin: PRACTICE_PINS.it };

/** What `visit.json` holds. */
interface VisitReport extends Omit<VisitRecord, 'row'> {
  /** Null where the demo was stopped before a copy. */
  readonly safe: SafeSide | null;
}

async function main(): Promise<number> {
  const read = readDemoOptions(process.argv.slice(2), PRACTICE_PINS.facilitator);
  if (!read.ok) {
    process.stderr.write(`${read.refusal}\n`);
    return EXIT_WRONG_USE;
  }
  const options = read.value;
  if (options === null) {
    process.stdout.write(DEMO_HELP);
    return 0;
  }
  const prepared = prepareOut(options.out);
  if (prepared !== null) return fail(prepared);
  await build('end-to-end');
  if (options.institution) return playBothSides(options);
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-demo-'));
  const { meetingPort } = options;
  const proxied = options.behindProxy
    ? await setUpProxiedStage({ folder, meetingPort, institutionPort: INSTITUTION_PORT })
    : null;
  const stage =
    proxied?.stage ??
    (await setUpStage({
      folder,
      meetingPort,
      institution: options.fromNothing ? 'not-set-up' : (options.server ?? 'embedded'),
    }));
  if (!stage.ok) {
    proxied?.proxy.close();
    return fail(stage.refusal.sentence);
  }
  try {
    const say = createTeller(options);
    const company = { say, pictures: createPictures(options, say), sides: null };
    const code = await play(options, stage.value, proxied?.environment ?? {}, company);
    return code === 0 && proxied !== null ? keepLog(options, proxied.proxy.log) : code;
  } catch (error) {
    return fail(`The demo could not go on. ${error instanceof Error ? error.message : ''}`);
  } finally {
    await stage.value.close();
    proxied?.proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The institution's side first, on its pages; then the station, enrolled with the code from there. */
async function playBothSides(options: DemoOptions): Promise<number> {
  await buildInstitutionPages();
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-demo-'));
  const say = createTeller(options);
  const pictures = createPictures(options, say);
  const started = await InstitutionSide.start(folder, options.meetingPort);
  if (!started.ok) return fail(started.refusal);
  const side = started.value;
  let stage: Stage | null = null;
  try {
    const hooks = { side, say, language: options.language, pin: options.pin, pictures };
    const prepared = await BothSides.prepare(hooks);
    const { sides } = prepared;
    const { meetingPort } = options;
    const server = { url: side.url, code: prepared.code };
    const set = await setUpStage({ folder, meetingPort, institution: server });
    if (!set.ok) return fail(set.refusal.sentence);
    stage = set.value;
    await sides.book(stage.meeting.url);
    const code = await play(
      options,
      { ...stage, institution: side.institution },
      {},
      { say, pictures, sides },
    );
    const { complaints } = side;
    return complaints.length === 0 ? code : fail(`A browser complained: ${complaints.join('; ')}`);
  } catch (error) {
    return fail(`The demo could not go on. ${error instanceof Error ? error.message : ''}`);
  } finally {
    await stage?.close();
    await side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the proxy's log, and fails where it holds a query or a name. */
function keepLog(options: DemoOptions, log: readonly string[]): number {
  writeFileSync(path.join(options.out, 'proxy.log'), `${log.join('\n')}\n`);
  const leaks = leaksIn(log, practiceNames(options.meetingPort));
  if (log.length === 0) return fail('Nothing went through the proxy.');
  return leaks.length === 0 ? 0 : fail(`The proxy’s log says too much: ${leaks.length} lines.`);
}

/** Everybody whom the practice bookings name. */
function practiceNames(meetingPort: number): readonly string[] {
  const rows = [...practiceSeed(Date.now(), meetingPort).feeds.schedule.values()];
  return rows
    .map((row) => ScheduleRow.parse(row))
    .flatMap(({ inmate, participants }) => [inmate.name, ...participants.map(({ name }) => name)]);
}

/** Says each step with the seconds since the start. */
function createTeller({ json }: DemoOptions): (line: string) => void {
  const beganAt = performance.now();
  return (line) => {
    const seconds = ((performance.now() - beganAt) / 1000).toFixed(1).padStart(5);
    (json ? process.stderr : process.stdout).write(`${seconds} s  ${line}\n`);
  };
}

interface Company {
  readonly say: (line: string) => void;
  readonly pictures: Pictures;
  /** The institution's people at their pages; null where it plays by itself. */
  readonly sides: BothSides | null;
}

async function play(
  options: DemoOptions,
  stage: Stage,
  environment: Readonly<Record<string, string>>,
  { say, pictures, sides }: Company,
): Promise<number> {
  const institution = stage.server?.url ?? 'in the station';
  say(
    `Practice meeting ${stage.meeting.url}; institution ${institution}; display ${process.env['DISPLAY'] ?? 'own'}.`,
  );
  const driver = await StationDriver.launch(stage, environment);
  let stopped = false;
  let session: string | null = null;
  let copyKey: string | null = null;
  try {
    const picture = (name: string) => pictures.ofStation(driver, name);
    await driver.call('language.set', { language: options.language });
    if (options.fromNothing) await playFromNothing(driver, { ...options, say, stage, picture });
    session = await playVisit(driver, {
      hasServer: stage.server !== null,
      say,
      picture,
      pin: options.fromNothing ? FACILITATOR_PIN : options.pin,
      visitSeconds: VISIT_SECONDS,
      staffOf: (pin) => staffWithPin(stage.dataFolder, pin),
      reached: async (phase) => {
        await sides?.reached(phase, driver);
        if (phase !== options.until) return false;
        say(`Stopped at ${phase}; staying for ${options.holdSeconds} s.`);
        await delay(options.holdSeconds * 1000);
        stopped = true;
        return true;
      },
    });
    if (!stopped && stage.server === null)
      copyKey = await takeCopy(driver, { say, picture }, options.fromNothing ? FIRST_PERSON : IT);
    if (!stopped && stage.server !== null)
      await driver.until('the last receipt', (seen) => seen.station.sync.state === 'safe');
  } finally {
    await driver.close();
  }
  return report(options, stage, { session, copyKey, stopped, say });
}

interface Played {
  /** Null when it stopped before one was opened. */
  readonly session: string | null;
  /** Null where no copy was taken. */
  readonly copyKey: string | null;
  readonly stopped: boolean;
  readonly say: (line: string) => void;
}

/** Writes what the station recorded; 0 only if the server, or a computer restored from the copy, has all of it. */
async function report(
  options: DemoOptions,
  stage: Stage,
  { session, copyKey, stopped, say }: Played,
): Promise<number> {
  if (session === null) {
    say('Stopped before a session was opened; there is no record to show.');
    return 0;
  }
  const record = readVisit(stage.dataFolder, session);
  const write = (name: string, value: unknown): void =>
    writeFileSync(path.join(options.out, name), `${JSON.stringify(value, null, 2)}\n`);
  let safe: SafeSide | null = null;
  if (stage.server !== null) {
    const { held, ...server } = await askServer(stage.server.url, stage.institution, record);
    write('server.json', held);
    safe = server;
  } else if (copyKey !== null) {
    safe = await restoreCopy(stage, copyKey, record);
  }
  const { row, ...rest } = record;
  const visit: VisitReport = { ...rest, safe };
  write('visit.json', visit);
  if (row !== null)
    writeFileSync(path.join(options.out, 'tracking.csv'), trackingCsv([row], options.language));
  if (options.json) process.stdout.write(`${JSON.stringify(visit)}\n`);
  const { media } = visit;
  say(`Media in ${media.audioIn + media.videoIn} bytes, out ${media.audioOut + media.videoOut} bytes.`);
  say(`Lock: ${visit.lock === null ? 'none' : `${visit.lock.kind}, ${visit.lock.how}`}.`);
  if (safe !== null) say(`The ${safe.place} has ${safe.entries} of ${visit.head?.seq ?? 0} entries.`);
  say(`Pictures and records: ${options.out}`);
  return stopped ? 0 : verdict(visit);
}

function verdict({ verified, head, safe }: VisitReport): number {
  if (!verified) return fail('The station’s journal does not verify.');
  if (safe === null) return fail('Nothing is safe outside the station.');
  if (safe.entries !== head?.seq) return fail(`The ${safe.place} does not have every entry.`);
  if (safe.fault !== null) return fail(safe.fault);
  if (safe.rowMatches === false) return fail(`The tracking row of the ${safe.place} is not the station’s.`);
  if (safe.rowMatches === null)
    process.stderr.write('This institution shows no tracking sheet; the receipt stands for the row.\n');
  return 0;
}

/** Makes the folder and takes away what an earlier demo left; gives a sentence when it cannot be written. */
function prepareOut(out: string): string | null {
  try {
    makeFolder(out);
    for (const file of readdirSync(out)) {
      if (/^(?:\d\d-.*\.png|visit\.json|server\.json|tracking\.csv|proxy\.log)$/u.test(file))
        rmSync(path.join(out, file));
    }
    writeFileSync(path.join(out, 'visit.json'), '{}\n');
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return `The folder ${out} cannot be written (${code}): choose another with --out.`;
  }
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

process.exitCode = await main();
