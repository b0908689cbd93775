// Which packages of the operating system are needed, and are they there?
import { existsSync, readdirSync } from 'node:fs';
import { say, step } from './progress.mjs';
import { lastLines, run } from './run.mjs';
import { Unmet } from './unmet.mjs';

// Each line: the names under which Debian and Ubuntu releases have it, and what for. Newer ones end in t64.
const electron = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  // node-hid
  ['libusb-1.0-0'],
  ['libudev1', 'libudev1t64'],
  // the input lock: koffi loads them by name
  ['libx11-6', 'libx11-6t64'],
  ['libxtst6', 'libxtst6t64'],
];

/** The packages of each need. */
const packagesFor = {
  electron,
  display: [['xvfb']],
  // real key presses and clicks: the lock's own panel reads them, and nothing else may
  input: [['xdotool']],
  compiler: [['g++']],
};

const waitForOthers = ['-o', 'DPkg::Lock::Timeout=300'];
const inEnglish = { ...process.env, LC_ALL: 'C' };

/** Continuous integration is not root, and may become it without a password. */
function aptGet(parameters, options) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C', 'apt-get', ...parameters];
  return process.getuid?.() === 0
    ? run('env', command.slice(1), options)
    : run('sudo', ['-n', ...command], options);
}

/** Every installed package's name, and the names that it provides. */
async function installedNames() {
  const format = '${db:Status-Status}\\t${Package}\\t${Provides}\\n';
  const { stdout } = await run('dpkg-query', ['-W', '-f', format]);
  const names = new Set();
  for (const line of stdout.split('\n')) {
    const [status, name, provides = ''] = line.split('\t');
    if (status !== 'installed') continue;
    names.add(name);
    for (const provided of provides.split(',')) names.add(provided.trim().split(/[ (:]/)[0]);
  }
  return names;
}

async function exists(name) {
  const { code, stdout } = await run('apt-cache', ['show', '--no-all-versions', name], { env: inEnglish });
  return code === 0 && stdout.includes('Package:');
}

/** The names to ask apt for; undefined where its lists know none of the alternatives. */
async function choose(missing) {
  const chosen = [];
  for (const alternatives of missing) {
    let found;
    for (const name of alternatives) {
      if (await exists(name)) {
        found = name;
        break;
      }
    }
    if (found === undefined) return undefined;
    chosen.push(found);
  }
  return chosen;
}

function hasLists() {
  const lists = '/var/lib/apt/lists';
  return (
    existsSync(lists) &&
    readdirSync(lists).some((name) => name.endsWith('_Packages') || name.includes('_Packages.'))
  );
}

async function install(missing, report) {
  const update = async () => {
    report('apt-get update');
    await aptGet(['update', '-qq', ...waitForOthers]);
  };
  const attempt = async (names) => {
    report(`apt-get install ${names.join(' ')}`);
    const parameters = ['install', '-y', '--no-install-recommends', ...waitForOthers, ...names];
    return aptGet(parameters, {
      // Cut short, it would leave the system's package list in need of repair.
      toTheEnd: true,
      onLine: (line) => {
        const doing = /^(?:Get:\d+ .*?|Unpacking|Setting up) ?([a-z0-9.+-]+)/.exec(line);
        if (doing) report(line.slice(0, 60));
      },
    });
  };
  if (!hasLists()) await update();
  let names = await choose(missing);
  if (names === undefined) {
    await update();
    names = await choose(missing);
  }
  if (names === undefined) {
    throw new Unmet(
      `apt does not know all of these packages: ${missing.map((one) => one.join(' or ')).join(', ')}; check the package sources of this machine, or install them in another way.`,
    );
  }
  let result = await attempt(names);
  if (result.code !== 0) {
    // Outdated lists name files that the archive no longer has.
    await update();
    result = await attempt(names);
  }
  if (result.code !== 0) {
    throw new Unmet(
      `The system packages could not be installed: put right what apt says above, then run \`apt-get install ${names.join(' ')}\`.`,
      lastLines(result.output),
    );
  }
}

/** Does this machine have what the goal needs? Elsewhere than on Debian or Ubuntu nothing is installed. */
async function onDebian(wanted) {
  const names = await installedNames();
  const missing = wanted.filter((alternatives) => !alternatives.some((name) => names.has(name)));
  if (missing.length === 0) return;
  const list = missing.map(([name]) => name).join(' ');
  if (process.getuid?.() !== 0 && process.env.CI !== 'true') {
    const chosen = (await choose(missing)) ?? missing.map(([name]) => name);
    throw new Unmet(
      `System packages are missing; install them with: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${chosen.join(' ')}`,
    );
  }
  say(`installing system packages with apt-get: ${list}`);
  await step(
    'system packages',
    (report) => install(missing, report),
    () => 'installed',
  );
}

const commands = { display: 'Xvfb', input: 'xdotool', compiler: 'g++' };

async function elsewhere(needs) {
  for (const need of needs) {
    const command = commands[need];
    if (command === undefined) continue;
    const found = await run('sh', ['-c', `command -v ${command}`]);
    if (found.code !== 0) {
      throw new Unmet(
        `${command} is needed: install the package of your system that has it, then run the same command again.`,
      );
    }
  }
}

/** @param {readonly (keyof typeof packagesFor)[]} needs */
export async function ensureSystemPackages(needs) {
  if (process.platform !== 'linux') return;
  if (existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get')) {
    await onDebian(needs.flatMap((need) => packagesFor[need]));
  } else {
    await elsewhere(needs);
  }
}

/** The libraries that a program asks for and the system does not have. */
export async function missingLibraries(binary) {
  if (process.platform !== 'linux') return [];
  const { output } = await run('ldd', [binary]);
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}
