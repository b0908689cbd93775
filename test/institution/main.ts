import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { unreachable } from '../../shared/result.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import { emptySeed, PRACTICE_PINS, practiceSeed, refreshPractice } from './practice-data.ts';
import { HELP, readOptions } from './options.ts';
import { createInstitution, type Institution, type InstitutionRefusal } from './server.ts';

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
    await refreshPractice(institution.store, clock.now(), meetingPort);
    const nextDay = (): void => {
      void refreshPractice(institution.store, clock.now(), meetingPort, 24 * 3_600_000);
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
