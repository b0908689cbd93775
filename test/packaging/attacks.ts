import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { helperArguments } from '../../electron/lockout/helper/helper-start.ts';
import type { InstalledPlace, Outcome, Start } from './installed-place.ts';
import { type Check, demand } from './report.ts';

/** Code that leaves a trace if the station runs it. */
const MARK = '/tmp/child-link-attack-ran';
const SCRIPT = '/tmp/child-link-attack.cjs';

/** How the lock's helper is started (`electron/lockout/helper/helper-start.ts`). */
const HELPER = helperArguments('/tmp/child-link-attack-helper');

/** With any of these arguments the station must not start. */
const ARGUMENTS: readonly (readonly string[])[] = [
  ['--remote-debugging-port=9444'],
  ['--remote-debugging-pipe'],
  ['--inspect=9333'],
  ['--inspect-brk'],
  ['--no-sandbox'],
  ['--js-flags=--expose-gc'],
  ['--user-data-dir=/tmp/elsewhere'],
  ['--host-resolver-rules=MAP * 127.0.0.1'],
  ['--proxy-server=127.0.0.1:9'],
  ['--ignore-certificate-errors'],
  ['--disable-web-security'],
  ['--load-extension=/tmp'],
  ['--renderer-cmd-prefix=touch /tmp/child-link-attack-ran'],
  ['--gpu-launcher=touch /tmp/child-link-attack-ran'],
  ['--utility-cmd-prefix=touch /tmp/child-link-attack-ran'],
  // The second program: with its own switches to the letter, or not at all.
  ['--lock-helper', '--state', '/tmp/elsewhere'],
  ['--no-sandbox', '--lock-helper', '--state', '/tmp/elsewhere', '--remote-debugging-port=9444'],
  [...HELPER, '--remote-debugging-port=9444'],
  [...HELPER, '--renderer-cmd-prefix=touch /tmp/child-link-attack-ran'],
  [...HELPER, '--inspect=9333'],
  [...HELPER, '-e', 'process.exit(0)'],
  [...HELPER, SCRIPT],
  ['--remote-debugging-port=9444', ...HELPER],
  ['--require', SCRIPT, ...HELPER],
  [...HELPER.slice(0, -2)],
  [...HELPER.slice(0, -1), ''],
  ['-r', SCRIPT],
  ['-e', 'process.exit(0)'],
  [SCRIPT],
  ['/tmp'],
  // Behind a verb as little as alone.
  ['status', '--remote-debugging-port=9444'],
  ['status', '-no-sandbox'],
  ['version', '--renderer-cmd-prefix=touch /tmp/child-link-attack-ran'],
  ['enrol', '--code', '--inspect=9333'],
  ['settings', 'check', '--user-data-dir=/tmp/elsewhere'],
  ['link', 'check', '--site', '--load-extension=/tmp', 'https://one.example/'],
  ['restore-input', '--no-sandbox'],
  ['recovery-code', '--js-flags=--expose-gc'],
  ['diagnose', '--bundle', '/tmp/elsewhere.json', '--utility-cmd-prefix=touch /tmp/child-link-attack-ran'],
  ['hardening', 'apply', '--gpu-launcher=touch /tmp/child-link-attack-ran'],
  ['verify-journal', '--', '--remote-debugging-port=9444'],
];

/** The environment and the disk: with each of them it must start as if nothing was there. */
const REST: readonly (readonly [name: string, start: Start])[] = [
  ['ELECTRON_RUN_AS_NODE', { environment: { ELECTRON_RUN_AS_NODE: '1' } }],
  ['NODE_OPTIONS', { environment: { NODE_OPTIONS: `--require=${SCRIPT}` } }],
  ['NODE_OPTIONS inspect', { environment: { NODE_OPTIONS: '--inspect=9333' } }],
  ['CHILD_LINK_SETTINGS', { environment: { CHILD_LINK_SETTINGS: '/tmp/elsewhere.json' } }],
  ['CHILD_LINK_SQLITE_ADDON', { environment: { CHILD_LINK_SQLITE_ADDON: '/tmp/elsewhere.node' } }],
  ['ELECTRON_OVERRIDE_DIST_PATH', { environment: { ELECTRON_OVERRIDE_DIST_PATH: '/tmp' } }],
  ['NODE_EXTRA_CA_CERTS', { environment: { NODE_EXTRA_CA_CERTS: '/tmp/elsewhere.pem' } }],
  [
    'an app folder beside the archive',
    {
      before: `mkdir /opt/child-link-station/resources/app; cp ${SCRIPT} /opt/child-link-station/resources/app/index.js`,
    },
  ],
];

function noEffect(outcome: Outcome): void {
  demand(outcome.listening.length === 0, `listened on ${outcome.listening.join(', ')}`);
  demand(!existsSync(MARK), 'foreign code ran');
}

/** The table of attacks on the installed station, and a plain start before them. */
export function attackChecks(place: InstalledPlace): readonly (readonly [string, Check])[] {
  writeFileSync(SCRIPT, `require('fs').writeFileSync('${MARK}', '');`);
  rmSync(MARK, { force: true });
  return [
    [
      'starts where it is installed',
      async () => {
        const outcome = await place.start();
        demand(
          outcome.recorded && outcome.exitCode === null,
          `ended with ${outcome.exitCode}: ${outcome.output}`,
        );
        noEffect(outcome);
        return 'its record is open, in Chromium’s sandbox, no port is';
      },
    ],
    ...ARGUMENTS.map((parameters): readonly [string, Check] => [
      `argument ${parameters.join(' ')}`,
      async () => {
        const outcome = await place.start({ parameters });
        noEffect(outcome);
        demand(!outcome.recorded, 'it started');
        demand(outcome.exitCode !== null && outcome.exitCode !== 0, `it ended with ${outcome.exitCode}`);
        return `refused (${outcome.exitCode})`;
      },
    ]),
    ...REST.map(([name, start]): readonly [string, Check] => [
      name,
      async () => {
        const outcome = await place.start(start);
        noEffect(outcome);
        demand(
          outcome.recorded && outcome.exitCode === null,
          `ended with ${outcome.exitCode}: ${outcome.output}`,
        );
        return 'no effect';
      },
    ]),
    [
      'the lock’s helper, started by somebody without rights',
      async () => {
        const outcome = await place.start({
          parameters: HELPER,
          before: 'install -d -o 64123 /tmp/child-link-attack-helper',
          afterwards: () => rmSync('/tmp/child-link-attack-helper', { recursive: true, force: true }),
        });
        noEffect(outcome);
        demand(!outcome.recorded, 'it opened a record');
        return `no port, no record, no page (${outcome.exitCode ?? 'it waits'})`;
      },
    ],
    [
      'a second one',
      async () => {
        const { output } = await place.start({ second: true });
        demand(output.includes('second ended with 3'), output);
        return 'ends at once (3)';
      },
    ],
  ];
}
