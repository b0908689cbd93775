// PouchDB's server: express-pouchdb over a store on disk. Prints its address.
//   node server.mjs FOLDER
import { join } from 'node:path';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [folder] = process.argv.slice(2);
const Store = PouchDB.defaults({ prefix: `${join(folder, 'server')}-` });
const app = express();
app.use(
  '/',
  expressPouchDB(Store, {
    mode: 'minimumForPouchDB',
    inMemoryConfig: true,
    logPath: join(folder, 'log.txt'),
  }),
);
const listening = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${listening.address().port}\n`);
});
