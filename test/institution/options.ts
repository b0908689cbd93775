import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { PRACTICE_MEETING_PORT } from './practice-data.ts';

export const HELP = `An institutional server for Child Link stations, with invented people, on this machine only.

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

/** One name a line; null when there is none, or no file. */
function namesIn(file: string): readonly string[] | null {
  if (!existsSync(file)) return null;
  const names = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return names.length === 0 ? null : names;
}

export function readOptions(args: readonly string[]): Result<Options | 'help', string> {
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
