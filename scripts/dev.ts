// npm run dev [-- --data DIR]
// The station in practice mode for development: pages reload while they are edited, the main process restarts when its
// code changes and listens for a debugger on 9229, the pages on 9222. The lock is simulated.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, watch } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { build as bundle, createServer } from 'vite';
import { setUpStage, stationLaunch } from '../test/practice/stage.ts';
import { build } from './build.ts';
import { devServerConfig, nodeConfigs } from './bundle.ts';
import { readOptions } from './options.ts';
import { repository } from './setup/places.mjs';
import { say } from './setup/progress.mjs';
import { reportUnmet, Unmet } from './setup/unmet.mjs';

const PAGES_PORT = 5173;
const MEETING_PORT = 7443;
const DEBUGGERS = ['--inspect=9229', '--remote-debugging-port=9222'];
/** An editor writes several files at once. */
const SETTLE_MS = 200;
const mainSources = ['electron', 'shared', 'test/simulator'];

async function main(): Promise<void> {
  const { values } = readOptions({ options: { data: { type: 'string' } } });
  const folder = resolve(values.data ?? join(homedir(), '.child-link-practice'));
  mkdirSync(folder, { recursive: true });
  const built = await build('development');
  const server = await createServer(devServerConfig(PAGES_PORT));
  await server.listen();
  const stage = await setUpStage({
    folder,
    meetingPort: MEETING_PORT,
    institution: 'embedded',
    lock: 'simulated',
  });
  if (!stage.ok) throw new Unmet(stage.refusal.sentence);
  const { binary, args, env } = stationLaunch(stage.value, 'development');
  const start = (): ChildProcess => {
    const child = spawn(binary, [...DEBUGGERS, ...args], {
      env: { ...env, CHILD_LINK_DEV_SERVER: `http://127.0.0.1:${PAGES_PORT}` },
      stdio: 'inherit',
    });
    child.once('exit', (code, signal) => {
      if (child === station && signal === null)
        say(`the station ended (${code}); it starts again on a change`);
    });
    return child;
  };
  let station: ChildProcess | null = start();
  const stop = async (): Promise<void> => {
    const child = station;
    station = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  say('Sign in as Sample, Juniper with PIN 482913. Stop with Ctrl+C.');

  const restart = async (): Promise<void> => {
    say('the main process changed');
    // The build is changed in place, so its fingerprint no longer holds.
    rmSync(join(built, '.inputs'), { force: true });
    try {
      for (const config of nodeConfigs('development', built)) await bundle(config);
    } catch (error) {
      say(String(error));
      return;
    }
    await stop();
    station = start();
  };
  let settling: NodeJS.Timeout | undefined;
  let restarting = Promise.resolve();
  for (const source of mainSources)
    watch(join(repository, source), { recursive: true }, (_event, name) => {
      if (name === null || !/(?<!\.test)\.ts$|\.json$/u.test(name)) return;
      clearTimeout(settling);
      settling = setTimeout(() => {
        restarting = restarting.then(restart);
      }, SETTLE_MS);
    });

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await stop();
  await server.close();
  await stage.value.close();
  process.exit(0);
}

await main().catch(reportUnmet);
