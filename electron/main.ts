import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import { helperStart } from './lockout/helper/helper-start.ts';

/**
 * Starts one of two programs: the station, or the lock helper that holds the input and outlives it (R33). Decides before
 * either is loaded; see docs/decisions/0004-the-lock-helper.md.
 */

const EXIT_ARGUMENT = 2;

const load = createRequire(__filename);
const given = process.argv.slice(app.isPackaged ? 1 : 2);
const helper = helperStart(given);
switch (helper.kind) {
  case 'station':
    load('./station.cjs');
    break;
  case 'helper':
    // Two Electron processes cannot share a profile.
    app.setPath('userData', path.join(helper.options.state, 'electron'));
    // Until ready, Electron installs signal handlers of its own, which would end the process.
    void app.whenReady().then(() => load('./lock-helper.cjs'));
    break;
  case 'refused':
    process.stderr.write(`The lock helper does not start: ${helper.why}\n`);
    process.exit(EXIT_ARGUMENT);
}
