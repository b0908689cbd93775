import { writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openPostgresStorage } from '../../institution/store/postgres-storage.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { emptySeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';

// One instance of the institution's service in a process of its own.
//   node instance.fixture.ts DATA-FOLDER | CONFIG-OF-POSTGRESQL
// Prints {"url"}. A message `codes N` prints `CODES` and so many enrolment codes, `enrol KEYS` enrols a station for each
// public key of a JSON array and prints `ENROLLED` and their names, `order ID ACTION`
// issues a directive and prints `ORDER saved` or `ORDER failed`, `usage` prints `USAGE`
// and the processor time so far in microseconds, and `memory` prints `MEMORY`, the bytes held after collecting garbage and
// those of the process; SIGTERM ends it.
const [where = ''] = process.argv.slice(2);
const isPostgres = where.startsWith('{');
const created = await createInstitution({
  dataDir: isPostgres ? '' : where,
  clock: { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' },
  seed: emptySeed(),
  ...(isPostgres ? { openStorage: openPostgres } : {}),
});
if (!created.ok) throw new Error(JSON.stringify(created.refusal));
const institution = created.value;

async function openPostgres(wake: Parameters<typeof openPostgresStorage>[1]) {
  const opened = await openPostgresStorage(JSON.parse(where), wake, () => undefined);
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  return opened.value;
}

async function answer(message: string): Promise<string> {
  const [word, key = '', action = ''] = message.split(' ');
  switch (word) {
    case 'codes':
      return `CODES ${(await Promise.all(Array.from({ length: Number(key) }, () => institution.code()))).join(' ')}`;
    case 'enrol':
      return `ENROLLED ${JSON.stringify(await enrol(JSON.parse(key)))}`;
    case 'order':
      return institution.setFeedRow('directives', key, directive(key, action)).then(
        () => 'ORDER saved',
        () => 'ORDER failed',
      );
    case 'memory': {
      collectGarbage();
      const { heapUsed, external, rss } = process.memoryUsage();
      return `MEMORY ${heapUsed + external} ${rss}`;
    }
    default: {
      const { user, system } = process.cpuUsage();
      return `USAGE ${user + system}`;
    }
  }
}

/** All in one transaction: the stations of a country one by one take longer than what is measured with them. */
async function enrol(publicKeys: readonly string[]) {
  const { service, serverKey } = institution;
  const { institution: of, location } = emptySeed();
  const at = new Date().toISOString();
  const about = { install: toB64u(new Uint8Array(16)), platform: 'linux', appVersion: '1.0.0', at };
  const stations = await service.syncStore.write(async (writer) => {
    const enrolled: { readonly station: string; readonly keyId: string }[] = [];
    for (const publicKey of publicKeys) {
      const station = await writer.addStation({
        ...about,
        institution: of.id,
        location: JSON.stringify(location),
      });
      enrolled.push({ station, keyId: await writer.addKey(station, publicKey, at) });
    }
    return enrolled;
  });
  return { serverKey: serverKey.publicKey, stations };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function directive(id: string, action: string) {
  const issuedAt = new Date().toISOString();
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const reason = { code: 'practice', text: 'Exercise' };
  return { id, session: null, action, reason, authority: 'Exercise', issuedAt, expiresAt };
}

process.on('message', (message) => void answer(String(message)).then((line) => writeSync(1, `${line}\n`)));
process.once('SIGTERM', () => void institution.close().then(() => process.exit(0)));
writeSync(1, `${JSON.stringify({ url: institution.url })}\n`);
