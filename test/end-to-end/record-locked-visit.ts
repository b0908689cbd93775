import { recordLockedVisit } from './locked-record.ts';

/** `node record-locked-visit.ts DIR`: writes the data folder of a station in a locked visit to DIR; prints the session. */
const [, , folder = ''] = process.argv;
process.stdout.write(`${await recordLockedVisit(folder)}\n`);
