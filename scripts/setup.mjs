// node scripts/setup.mjs GOAL -- COMMAND...
// Makes sure of what the goal needs, then runs the command with the project's Node. Runs on the machine's Node
// (20.19 or newer) before anything is installed: only Node's own modules here and in scripts/setup.
import { runCommand } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkDisplay, isHeadless, startDisplay } from './setup/display.mjs';
import { lastRuntime, nodeApiVersion, preferredRuntime } from './setup/electron-runtime.mjs';
import { endWithNpm } from './setup/parents.mjs';
import { say, step } from './setup/progress.mjs';
import { endChildren, endChildrenOnSignal } from './setup/run.mjs';
import { cachedAddon, enoughNodeApi, ensureAddon, tryAddon } from './setup/sqlite-addon.mjs';
import { ensureSystemPackages, missingLibraries } from './setup/system-libraries.mjs';
import { Unmet } from './setup/unmet.mjs';

/** `display`: 'if-none' starts an off-screen one where there is none; 'own' always, because tests press keys. */
const goals = {
  dependencies: { electron: false },
  check: { electron: false },
  start: { electron: true, display: 'if-none', needs: [] },
  demo: { electron: true, display: 'if-none', needs: ['input'] },
  test: { electron: true, display: 'own', needs: ['input'] },
};

const oldestNode = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Unmet(
    `Node.js ${process.versions.node} is too old: install Node.js ${oldestNode.join('.')} or newer.`,
  );
}

function describeRuntime(runtime) {
  if (runtime === undefined) return 'cannot be downloaded here';
  const from = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    download: 'downloaded',
    registry: 'from the npm registry, for tests and the demo',
  };
  return `${runtime.version} ${from[runtime.from]}`;
}

const compileAddon = () => step('SQLite for this Electron', ensureAddon, () => 'compiled for Node-API 9');

/**
 * The runtime and, where it needs one, the addon. What can be done at once is: the registry's runtime is fetched
 * while the system packages are installed and the addon is compiled.
 */
async function prepareElectron(needs) {
  const preferred = await step('Electron', preferredRuntime, describeRuntime);
  const systemThenAddon = async () => {
    const compiler = preferred === undefined && cachedAddon() === undefined ? ['compiler'] : [];
    await ensureSystemPackages([...needs, ...compiler]);
    return preferred === undefined ? compileAddon() : undefined;
  };
  const both = await Promise.allSettled([
    preferred ?? step('Electron runtime', lastRuntime, describeRuntime),
    systemThenAddon(),
  ]);
  const [runtimeOutcome, addonOutcome] = both;
  if (runtimeOutcome.status === 'rejected') throw runtimeOutcome.reason;
  if (addonOutcome.status === 'rejected') throw addonOutcome.reason;
  const [runtime, early] = [runtimeOutcome.value, addonOutcome.value];
  const missing = await missingLibraries(runtime.binary);
  if (missing.length > 0) {
    throw new Unmet(
      `Electron needs libraries that are missing: install the packages of your system that have ${missing.join(', ')}.`,
    );
  }
  if (early === undefined && (await nodeApiVersion(runtime.binary)) >= enoughNodeApi) return { runtime };
  if (early === undefined && cachedAddon() === undefined) await ensureSystemPackages(['compiler']);
  const addon = early ?? (await compileAddon());
  await tryAddon(runtime.binary, runtime.version, addon);
  return { runtime, addon };
}

async function prepare(goal) {
  checkNode();
  await ensureDependencies();
  if (!goal.electron) return { environment: {} };
  const offScreen = goal.display === 'own' ? process.platform === 'linux' : isHeadless();
  if (!offScreen) await checkDisplay();
  const needs = ['electron', ...(offScreen ? ['display'] : []), ...goal.needs];
  const { runtime, addon } = await prepareElectron(needs);
  const display = offScreen ? await startDisplay() : undefined;
  const environment = {
    CHILD_LINK_ELECTRON: runtime.binary,
    CHILD_LINK_ELECTRON_VERSION: runtime.version,
    CHILD_LINK_SQLITE_ADDON: addon ?? '',
    ...(display && { DISPLAY: display.name, WAYLAND_DISPLAY: '' }),
  };
  const parts = [`Electron ${describeRuntime(runtime)}`];
  if (display) parts.push(`off-screen display ${display.name}`);
  say(`ready: ${parts.join('; ')}`);
  return { environment, display };
}

/** @param {readonly string[]} given */
async function main(given) {
  const [name, dashes, ...command] = given;
  const goal = goals[name];
  if (goal === undefined || dashes !== '--' || command.length === 0) {
    throw new Unmet(`Use it as: node scripts/setup.mjs ${Object.keys(goals).join('|')} -- COMMAND...`);
  }
  const signals = endChildrenOnSignal();
  endWithNpm();
  const { environment, display } = await prepare(goal);
  signals.stop();
  try {
    return await runCommand(command, { environment, ownGroup: goal.electron });
  } finally {
    await display?.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  endChildren();
  if (!(error instanceof Unmet)) throw error;
  if (error.detail) process.stderr.write(`${error.detail}\n`);
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
