import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result, unreachable } from '../../shared/result.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import {
  emptySeed,
  PRACTICE_MEETING_PORT,
  PRACTICE_PINS,
  practiceSeed,
  refreshPractice,
} from './practice-data.ts';
import { createInstitution, type Institution, type InstitutionRefusal } from './server.ts';

const HELP = `An institutional server for Child Link stations, with invented people, on this machine only.

  npm run institution -- --practice --data DIR [options]

  --data DIR             where the data is kept; made if it is not there
  --port N               port on 127.0.0.1 (default 8080; 0 picks a free one)
  --json                 print one line, {"url","code"}, and nothing else
  --empty                new data begins without bookings, sites, staff and settings
  --meeting-port N       port of the practice meeting in the bookings (default ${PRACTICE_MEETING_PORT})
  --poll-seconds N       how often stations ask for news (default 3; 30 with --empty)
  --backup-every MINUTES copy the data aside at the start and then this often; the three newest stay
  --devices FILE         also issue a code for each device name in FILE, one a line, and write DIR/provisioning.json
  --restore NAME         put a backup of DIR/backups in the place of the data first
  --help                 this text
`;

type Options = {
  readonly data: string;
  readonly port: number;
  readonly json: boolean;
  readonly empty: boolean;
  readonly meetingPort: number;
  readonly pollSeconds: number | null;
  readonly backupMinutes: number | null;
  readonly restore: string | null;
  readonly devices: readonly string[];
};

const clock: Clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' };

async function main(args: readonly string[]): Promise<number | null> {
  const options = readOptions(args);
  if (!options.ok) return fail(`${options.refusal} (--help shows what can be given.)`);
  if (options.value === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const { data, port, json, empty, meetingPort, pollSeconds, backupMinutes, restore, devices } =
    options.value;
  const seed = empty ? emptySeed() : practiceSeed(clock.now(), meetingPort);
  const created = await createInstitution({
    dataDir: data,
    port,
    clock,
    seed,
    ...(restore === null ? {} : { restore }),
    ...(pollSeconds === null ? {} : { pollSeconds }),
  });
  if (!created.ok) return fail(sentence(created.refusal, data));

  const institution = created.value;
  const timers: NodeJS.Timeout[] = [];
  if (!empty) {
    await refreshPractice(institution, clock.now(), meetingPort);
    const nextDay = (): void => {
      void refreshPractice(institution, clock.now(), meetingPort, 24 * 3_600_000);
    };
    timers.push(setInterval(nextDay, 60_000));
  }
  if (backupMinutes !== null) {
    await institution.backup();
    timers.push(setInterval(() => void institution.backup(), backupMinutes * 60_000));
  }
  const stop = (): void => {
    for (const timer of timers) clearInterval(timer);
    void institution.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);

  const { url, serverKey } = institution;
  const code = await institution.code();
  if (devices.length > 0) {
    const enrolmentCodes: Record<string, string> = {};
    for (const device of devices) enrolmentCodes[device] = await institution.code(undefined, device);
    writeFileSync(join(data, 'provisioning.json'), `${JSON.stringify({ enrolmentCodes }, null, 2)}\n`, {
      mode: 0o600,
    });
  }
  process.stdout.write(
    json ? `${JSON.stringify({ url, code })}\n` : greeting({ url, code, serverKey, empty }),
  );
  return null;
}

/** One name a line; null when there is none, or no file. */
function namesIn(file: string): readonly string[] | null {
  if (!existsSync(file)) return null;
  const names = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return names.length === 0 ? null : names;
}

function readOptions(args: readonly string[]): Result<Options | 'help', string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string', default: '8080' },
        json: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        'meeting-port': { type: 'string', default: String(PRACTICE_MEETING_PORT) },
        'poll-seconds': { type: 'string' },
        'backup-every': { type: 'string' },
        restore: { type: 'string' },
        devices: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return refuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  if (values.help) return ok('help');
  const { data, restore } = values;
  if (data === undefined || data.trim() === '') return refuse('Say where the data is kept: --data DIR.');
  const names = values.devices === undefined ? [] : namesIn(values.devices);
  if (names === null) return refuse(`--devices: ${values.devices ?? ''} cannot be read, or names no device.`);
  const port = wholeNumber(values.port, 0, 65_535);
  if (port === null) return refuse(`--port takes a number from 0 to 65535, not "${values.port}".`);
  const meetingPort = wholeNumber(values['meeting-port'], 1, 65_535);
  if (meetingPort === null)
    return refuse(`--meeting-port takes a number from 1 to 65535, not "${values['meeting-port']}".`);
  const poll = values['poll-seconds'];
  const pollSeconds = poll === undefined ? null : wholeNumber(poll, 1, 3600);
  if (poll !== undefined && pollSeconds === null) {
    return refuse(`--poll-seconds takes seconds from 1 to 3600, not "${poll}".`);
  }
  const every = values['backup-every'];
  const backupMinutes = every === undefined ? null : wholeNumber(every, 1, 10_000);
  if (every !== undefined && backupMinutes === null) {
    return refuse(`--backup-every takes minutes from 1 to 10000, not "${every}".`);
  }
  return ok({
    data,
    port,
    json: values.json,
    empty: values.empty,
    meetingPort,
    pollSeconds,
    backupMinutes,
    restore: restore ?? null,
    devices: names,
  });
}

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : null;
}

function sentence(refusal: InstitutionRefusal, data: string): string {
  switch (refusal.code) {
    case 'not-writable':
      return `The folder ${data} cannot be written: choose another with --data, or give this user the right to write there.`;
    case 'not-a-database':
      return `The file ${refusal.path} is not a database: move it away, or choose another folder with --data. It was left as it is.`;
    case 'damaged':
      return `The database ${refusal.path} is damaged (${refusal.detail}): put a backup back with --restore. It was left as it is.`;
    case 'from-another-version':
      return `The database ${refusal.path} was written by another version of this server: use that version, or another folder.`;
    case 'wrong-key':
      return `The database in ${data} is sealed with another key: it is not one of practice.`;
    case 'in-use':
      return `The data in ${data} is in use: another server has it open; stop that one, or choose another folder with --data.`;
    case 'port-in-use':
      return `Port ${refusal.port} is in use: stop what listens there, or choose another with --port (0 picks a free one).`;
    case 'port-not-allowed':
      return `Port ${refusal.port} is not allowed to this user: choose one above 1023 with --port.`;
    case 'no-such-backup':
      return `There is no backup ${refusal.name} in ${data}/backups.`;
    default:
      return unreachable(refusal);
  }
}

function greeting({
  url,
  code,
  serverKey,
  empty,
}: Pick<Institution, 'url' | 'serverKey'> & { readonly code: string; readonly empty: boolean }): string {
  const pins = Object.entries(PRACTICE_PINS).map(([role, pin]) => `  ${role}: ${pin}`);
  return [
    `Institution at ${url} (tracking sheet: ${url}/tracking)`,
    `Key of this server, to compare with a station’s: ${keyFingerprint(serverKey.publicKey)}`,
    `Enrolment code, for one station, valid 24 hours: ${code}`,
    ...(empty ? [] : ['PINs of the invented staff:', ...pins]),
    'Ctrl+C stops it.',
    '',
  ].join('\n');
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}

const exitCode = await main(process.argv.slice(2));
if (exitCode !== null) process.exitCode = exitCode;
