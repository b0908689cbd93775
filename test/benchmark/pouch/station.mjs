// PouchDB's side of the comparison: COUNT documents of BYTES bytes from a store on disk to another process, as often
// as asked.
//   node station.mjs FOLDER COUNT BYTES TIMES
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import PouchDB from 'pouchdb';

const [folder, count, bytes, times] = process.argv.slice(2);
const server = spawn(process.execPath, [join(import.meta.dirname, 'server.mjs'), folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [url] = await once(server.stdout.setEncoding('utf8'), 'data');
const local = new PouchDB(join(folder, 'station'));
const text = () => randomBytes(Math.floor((Number(bytes) - 60) * 0.75)).toString('base64');
async function write(from) {
  for (let done = 0; done < Number(count); done += 500) {
    const size = Math.min(500, Number(count) - done);
    await local.bulkDocs(
      Array.from({ length: size }, (_, n) => ({
        _id: String(from + done + n).padStart(9, '0'),
        text: text(),
      })),
    );
  }
}

const remote = new PouchDB(`${url.trim()}/bench`);
await remote.info();
const seconds = [];
for (let time = 0; time < Number(times); time += 1) {
  await write(time * Number(count));
  const began = performance.now();
  const result = await local.replicate.to(remote);
  seconds.push((performance.now() - began) / 1000);
  const { doc_count: arrived } = await remote.info();
  if (!result.ok || arrived !== (time + 1) * Number(count)) throw new Error(`Only ${arrived} arrived`);
}
server.kill();
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
process.exit(0);
