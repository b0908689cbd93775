import { writeSync } from 'node:fs';
import { emptySeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';
import { SERVER_SEED } from './server-seed.ts';

// The institution in its own process, to be killed.
//   node institution.fixture.ts DATA-FOLDER
// Prints one line, {"url","code"}; a message `backup` makes a backup, `code` prints `CODE` and another one, SIGTERM ends it.
const [dataDir = ''] = process.argv.slice(2);
const created = await createInstitution({
  dataDir,
  clock: { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' },
  seed: emptySeed(),
  serverSeed: SERVER_SEED,
});
if (!created.ok) {
  writeSync(1, `${JSON.stringify(created.refusal)}\n`);
  process.exit(3);
}
const institution = created.value;
process.on('message', (message) => {
  if (message === 'backup') void institution.backup();
  else void institution.code().then((code) => writeSync(1, `CODE ${code}\n`));
});
process.once('SIGTERM', () => void institution.close().then(() => process.exit(0)));
writeSync(1, `${JSON.stringify({ url: institution.url, code: await institution.code() })}\n`);
