import { note, opened } from './journal.fixture.ts';

// A process for the kill test: appends for ever, and prints each entry once append() has returned.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder?');
const journal = opened(folder);
for (let n = 0; ; n += 1) {
  const stored = journal.append(n % 3 === 0 ? [note(`${n}`), note(`${n} again`)] : [note(`${n}`)]);
  for (const { seq, hash } of stored) process.stdout.write(`${seq} ${hash}\n`);
}
