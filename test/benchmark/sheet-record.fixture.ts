import { openSheetRecord } from './sheet-rows.ts';

// Writes the record of a station that has so many rows on its tracking sheet.
//   node sheet-record.fixture.ts FOLDER COUNT
const [folder = '', count = '0'] = process.argv.slice(2);
const journal = openSheetRecord(folder, Number(count), 1);
journal.close();
process.stdout.write('{}\n');
