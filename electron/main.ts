import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import { networkVerbStart } from './cli/network-verb-start.ts';
import { helperStart } from './lockout/helper/helper-start.ts';

/**
 * Starts one of three programs: the station, the lock helper that holds the input and outlives it (R33), or a verb that
 * uses the network. Decides before any is loaded; see docs/decisions/0004-the-lock-helper.md.
 */

const EXIT_ARGUMENT = 2;

const load = createRequire(__filename);
const given = process.argv.slice(app.isPackaged ? 1 : 2);
const helper = helperStart(given);
const verb = networkVerbStart(given);
switch (helper.kind) {
  case 'station':
    startStationOrVerb();
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

function startStationOrVerb(): void {
  switch (verb.kind) {
    case 'none':
      load('./station.cjs');
      break;
    case 'verb':
      load('./network-verb.cjs');
      break;
    case 'refused':
      process.stderr.write(`There is no argument "${verb.argument}" (see --help).\n`);
      process.exit(EXIT_ARGUMENT);
  }
}
