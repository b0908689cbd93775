// node scripts/institution.ts [--practice] OPTIONS
// The institution's server, or with --practice the one of practice, whose people are invented.
import { argv } from 'node:process';

const place = argv.indexOf('--practice');
if (place === -1) await import('../institution/main.ts');
else {
  argv.splice(place, 1);
  await import('../test/institution/main.ts');
}
