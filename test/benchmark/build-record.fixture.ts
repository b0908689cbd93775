import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBenchJournal } from './record.ts';

// Writes a long record quickly: many entries a transaction, which a station never does.
//   node build-record.fixture.ts FOLDER COUNT
const [folder = '', count = '0'] = process.argv.slice(2);
const journal = openBenchJournal(folder);
const BATCH = 2000;
for (let done = 0; done < Number(count); done += BATCH) {
  const most = Math.min(BATCH, Number(count) - done);
  journal.append(
    Array.from({ length: most }, (_, n) => ({
      type: 'station.note',
      body: { code: 'bench', detail: `entry ${done + n}` },
      actor: 'station',
      session: null,
    })),
  );
  if (done % (BATCH * 50) === 0) journal.checkpoint();
}
journal.close();
writeFileSync(join(folder, 'finished'), '');
process.stdout.write('{}\n');
