import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.ts';
import { openPanelWindow, servePanel } from '../simulator/panel/panel.ts';
import { setUpStage, spawnStation } from './stage.ts';

const HELP = `The station in practice mode: invented people, a practice meeting, no server, no one at risk.

  npm start [-- options]

  --data DIR         where practice keeps its data (default: ${path.join('~', '.child-link-practice')})
  --meeting-port N   port of the practice meeting (default 7443)
  --simulate         open a side panel to plug, unplug and break things by hand, and read the same commands from
                     this terminal, a line each: attach KIND [NAME], unplug KIND, mute, unmute, longPress, hook,
                     loseLock, failNext engage|verify|open, delayNext engage|verify MS, permissionRace MS,
                     storm [CHANGES] [SEED], keys DIGITS|enter|open-panel, reset. The lock is only pretended then:
                     a real one would take the panel's mouse too
  --from-nothing     begin with an empty station, in ~/.child-link-own: you set it up yourself
  --simulated-lock   do not take keyboard and mouse from this machine: the lock is only pretended
  --help             this text
`;

const DEFAULT_MEETING_PORT = 7443;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'meeting-port': { type: 'string' },
      simulate: { type: 'boolean', default: false },
      'from-nothing': { type: 'boolean', default: false },
      'simulated-lock': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const fromNothing = values['from-nothing'];
  const meetingPort = Number(values['meeting-port'] ?? DEFAULT_MEETING_PORT);
  if (!Number.isInteger(meetingPort) || meetingPort < 0 || meetingPort > 65535) {
    process.stderr.write(
      `--meeting-port takes a number from 0 to 65535, not "${values['meeting-port'] ?? ''}".\n`,
    );
    return 2;
  }
  const folder = path.resolve(
    values.data ?? path.join(homedir(), fromNothing ? '.child-link-own' : '.child-link-practice'),
  );
  mkdirSync(folder, { recursive: true });
  await build('development');
  const stage = await setUpStage({
    folder,
    meetingPort,
    institution: fromNothing ? 'not-set-up' : 'embedded',
    simulatorConsole: values.simulate,
    lock: values['simulated-lock'] || values.simulate ? 'simulated' : 'machine',
    // A machine with a camera of its own plays with it.
    fakeMedia: process.platform === 'linux' && !existsSync('/dev/video0') ? 'inputs' : 'none',
  });
  if (!stage.ok) {
    process.stderr.write(`${stage.refusal.sentence}\n`);
    return 1;
  }
  process.stdout.write(
    `Practice meeting: ${stage.value.meeting.url}\nData: ${folder}\nCopies: ${stage.value.copyFolder}\n` +
      (fromNothing
        ? 'Make the set-up code in another terminal:\n' +
          `  npm run station -- setup --settings "${stage.value.settingsFile}"\n`
        : 'Sign in as Sample, Juniper with PIN 482913. Close with Ctrl+C in this terminal.\n'),
  );
  const stateFile = path.join(stage.value.dataFolder, 'simulated-hardware.json');
  // Without the panel nobody would plug again what was unplugged in an earlier practice.
  if (!values.simulate) rmSync(stateFile, { force: true });
  const station = spawnStation(stage.value, 'development', values.simulate ? 'pipe' : 'inherit');
  const closePanel = values.simulate ? await openPanel(stateFile, station) : () => undefined;
  const stop = (): void => void station.kill('SIGTERM');
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const code = await new Promise<number>((resolve) => station.once('exit', (exit) => resolve(exit ?? 0)));
  closePanel();
  await stage.value.close();
  return code;
}

/** The panel and this terminal: each line of either is a command. */
async function openPanel(stateFile: string, station: ChildProcess): Promise<() => void> {
  process.stdout.write(
    'Type a command for the simulated hardware, or press it in the panel: unplug headset\n',
  );
  const terminal = createInterface({ input: process.stdin });
  const send = (command: string): void => void station.stdin?.write(`${command}\n`);
  terminal.on('line', send);
  // A station that is closing reads no more.
  station.stdin?.on('error', () => undefined);
  const panel = await servePanel({ stateFile, send });
  const closeWindow = openPanelWindow(panel);
  return () => {
    terminal.close();
    closeWindow();
    panel.close();
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
