import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import { helperStart } from './lockout/helper/helper-start.ts';

/**
 * The package's one program is two: the station, and the process that holds the input for it and outlives it (R33).
 * Which of them is decided here, before anything else of either is loaded; see docs/decisions/0004-the-lock-helper.md.
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
    // Chromium wants a profile of its own for every process that it starts as.
    app.setPath('userData', path.join(helper.options.state, 'electron'));
    // Not before: Electron puts its own handlers of signals in place until then, and they end the process.
    void app.whenReady().then(() => load('./lock-helper.cjs'));
    break;
  case 'refused':
    process.stderr.write(`The lock helper does not start: ${helper.why}\n`);
    process.exit(EXIT_ARGUMENT);
}
