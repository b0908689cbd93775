import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { PanelKey } from '../../../electron/lockout/lock.ts';
import { plug, type, until } from './control.ts';
import { nodeAtPort } from './kernel.ts';
import { makeLock, serviceCommand } from './lock-maker.ts';
import { helpers, NOTHING, Witness } from './lock-witness.ts';

const SYSTEMD = '/lib/systemd/systemd';
const RUNTIME = '/run/user/0';
const UNIT = 'child-link-lock';
const FOLDER = '/run/child-link-service';
const LOG = '/tmp/lock-service.log';
const SUITE_TIMEOUT_MS = 15 * 60_000;
const START_TIMEOUT_MS = 100_000;
/** Settings of the shipped service; its confinement is left out, for a machine without users and groups. */
const TAKEN =
  /^(?:Type|Restart|RestartSec|KillMode|KillSignal|NotifyAccess|FileDescriptorStoreMax|StartLimitIntervalSec)=/u;

const environment = { ...process.env, XDG_RUNTIME_DIR: RUNTIME };
const systemctl = (...parameters: string[]): string =>
  spawnSync('systemctl', ['--user', ...parameters], { env: environment, encoding: 'utf8' }).stdout.trim();

/** Whether the kernel binds new USB devices to their drivers by itself. */
const usbBinding = (): string => readFileSync('/sys/bus/usb/drivers_autoprobe', 'latin1').trim();

/** The first half of `sudo child-link-station restore-input`, as `assets/linux/bin/child-link-station` starts it. */
function restoreAsRoot(): number | null {
  const [program, ...parameters] = serviceCommand(FOLDER, ['--shared', '--restore']);
  return spawnSync(program, parameters, { stdio: ['ignore', 'inherit', 'inherit'] }).status;
}

/** A real service manager, for the lock alone. */
function startManager(): ChildProcess {
  // The marker of a machine started by systemd.
  mkdirSync('/run/systemd/system', { recursive: true });
  mkdirSync('/sys/fs/cgroup', { recursive: true });
  spawnSync('mount', ['-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup']);
  mkdirSync(`${RUNTIME}/systemd/user`, { recursive: true, mode: 0o700 });
  const shipped = readFileSync('assets/linux/systemd/child-link-lock.service', 'utf8').split('\n');
  const start = shipped.findIndex((line) => line === '[Service]');
  const [before, service] = [shipped.slice(0, start), shipped.slice(start)].map((lines) =>
    lines.filter((line) => TAKEN.test(line)),
  );
  const command = serviceCommand(FOLDER, ['--stay']).join(' ');
  const unit = [
    ...['[Unit]', ...(before ?? []), '[Service]', ...(service ?? []), `ExecStart=${command}`],
    `StandardError=append:${LOG}`,
  ];
  assert.match(unit.join('\n'), /FileDescriptorStoreMax=\d+/u);
  writeFileSync(
    `${RUNTIME}/systemd/user/${UNIT}.service`,
    `${[...unit, `WorkingDirectory=${process.cwd()}`].join('\n')}\n`,
  );
  return spawn(
    'sh',
    [
      '-c',
      `mkdir -p /sys/fs/cgroup/manager && echo $$ > /sys/fs/cgroup/manager/cgroup.procs; exec ${SYSTEMD} --user`,
    ],
    { env: environment, stdio: ['ignore', 'inherit', 'inherit'] },
  );
}

/** The lock as the system's own service, where the test machine has systemd. */
export function lockServiceTests(): void {
  const skip = existsSync(SYSTEMD) ? false : 'no systemd here';
  describe('the lock as a service', { timeout: SUITE_TIMEOUT_MS, skip }, () => {
    let witness: Witness;
    let manager: ChildProcess;
    const { lock, link } = makeLock(null, FOLDER);
    const panel: PanelKey[] = [];
    lock.onKey((key) => panel.push(key));

    before(async () => {
      if (nodeAtPort(1) === null) await plug('usb-kbd', 'keyboard', 1);
      await until('the keyboard', () => nodeAtPort(1) !== null);
      witness = new Witness();
      assert.equal(await witness.line(), 'ready');
      manager = startManager();
      await until('the manager', () => existsSync(`${RUNTIME}/systemd/private`), START_TIMEOUT_MS);
      systemctl('start', UNIT);
      await until('the helper', () => existsSync(`${FOLDER}/lock.sock`), START_TIMEOUT_MS);
    });
    after(async () => {
      await lock.release();
      link.close();
      witness.stop();
      systemctl('stop', UNIT);
      manager.kill('SIGKILL');
      process.stderr.write(readFileSync(LOG, 'utf8'));
    });

    test('both processes are killed at once: no key gets through, and the next start has the devices (L05)', async (t) => {
      const engaged = await lock.engage();
      assert.ok(engaged.ok, JSON.stringify(engaged));
      const { guardian, worker } = helpers(FOLDER);
      assert.ok(guardian !== null && worker !== null);
      assert.notEqual(systemctl('show', '--property=NFileDescriptorStore', '--value', UNIT), '0');
      let typed = 0;
      let isTyping = true;
      let servedMs = 0;
      const arrived = await witness.during(async () => {
        await type(['a']);
        const killedAt = performance.now();
        process.kill(guardian, 'SIGKILL');
        process.kill(worker, 'SIGKILL');
        const typing = (async () => {
          while (isTyping) {
            await type(['x']);
            typed += 1;
          }
        })();
        await until('the loss to be seen', () => lock.state.name === 'degraded');
        await until('the lock to be proven again', () => lock.state.name === 'locked', START_TIMEOUT_MS);
        servedMs = performance.now() - killedAt;
        isTyping = false;
        await typing;
      });
      assert.deepEqual(arrived, NOTHING);
      panel.length = 0;
      await type(['4']);
      await until('a key', () => panel.length === 1);
      t.diagnostic(
        `both killed → proven again: ${servedMs.toFixed(0)} ms, keys that got through: ${arrived.presses} of ${typed + 1}`,
      );
      await lock.release();
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
      await until(
        'nothing to be kept',
        () => systemctl('show', '--property=NFileDescriptorStore', '--value', UNIT) === '0',
      );
    });

    test('after the guardian alone was killed, killing all gives nothing back either', async () => {
      assert.ok((await lock.engage()).ok);
      const first = helpers(FOLDER);
      assert.ok(first.guardian !== null);
      process.kill(first.guardian, 'SIGKILL');
      await until(
        'a new pair',
        async () => {
          const now = helpers(FOLDER);
          return now.worker !== null && now.guardian === first.worker && (await lock.verify()).ok;
        },
        START_TIMEOUT_MS,
      );
      const arrived = await witness.during(async () => {
        const { guardian, worker } = helpers(FOLDER);
        for (const pid of [guardian, worker]) if (pid !== null) process.kill(pid, 'SIGKILL');
        await until('the loss to be seen', async () => {
          await type(['x']);
          return lock.state.name === 'degraded';
        });
        await until(
          'the lock to be proven again',
          async () => {
            await type(['x']);
            return lock.state.name === 'locked';
          },
          START_TIMEOUT_MS,
        );
      });
      assert.deepEqual(arrived, NOTHING);
      await lock.release();
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
    });

    test('an administrator who stops the service frees every device', async () => {
      assert.ok((await lock.engage()).ok);
      // The service's own process is then one that waits for the other two.
      const first = helpers(FOLDER);
      process.kill(first.guardian ?? 0, 'SIGKILL');
      await until(
        'a new pair',
        async () => helpers(FOLDER).guardian === first.worker && (await lock.verify()).ok,
        START_TIMEOUT_MS,
      );
      systemctl('stop', UNIT);
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
      systemctl('start', UNIT);
      // The visit is not over: the station takes the lock again as soon as the service runs.
      await until('the lock to come back', () => lock.state.name === 'locked', START_TIMEOUT_MS);
    });

    test('root puts back what killed processes left changed, and nothing while they hold (restore-input)', async () => {
      assert.ok((await lock.engage()).ok);
      assert.equal(usbBinding(), '0');
      assert.equal(restoreAsRoot(), 1, 'the lock holds by order');
      assert.equal(usbBinding(), '0');
      assert.ok((await lock.verify()).ok);
      // As where systemd gives up: the processes are gone and do not come back.
      const dropIn = `${RUNTIME}/systemd/user/${UNIT}.service.d`;
      mkdirSync(dropIn);
      writeFileSync(`${dropIn}/stay-down.conf`, '[Service]\nRestart=no\n');
      systemctl('daemon-reload');
      const { guardian, worker } = helpers(FOLDER);
      for (const pid of [guardian, worker]) if (pid !== null) process.kill(pid, 'SIGKILL');
      await until('the service to be down', () => systemctl('is-active', UNIT) === 'failed');
      assert.equal(usbBinding(), '0');
      assert.equal(restoreAsRoot(), 0);
      assert.equal(usbBinding(), '1');
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
      rmSync(dropIn, { recursive: true });
      systemctl('daemon-reload');
      systemctl('start', UNIT);
      await until('the lock to come back', () => lock.state.name === 'locked', START_TIMEOUT_MS);
    });
  });
}
