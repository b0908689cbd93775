import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { plug, type, until } from './control.ts';
import { nodeAtPort } from './kernel.ts';
import { FOLDER, makeLock } from './lock-maker.ts';
import { helpers, NOTHING, Witness } from './lock-witness.ts';

const UNIT = 'child-link-lock.service';
const DROP_IN = `/run/systemd/system/${UNIT}.d`;
const SUITE_TIMEOUT_MS = 15 * 60_000;
/** An emulated processor needs most of a minute to start Electron. */
const START_TIMEOUT_MS = 180_000;

const systemctl = (...parameters: string[]): string =>
  spawnSync('systemctl', parameters, { encoding: 'utf8' }).stdout.trim();

/** Whether the kernel binds new USB devices to their drivers by itself. */
const usbBinding = (): string => readFileSync('/sys/bus/usb/drivers_autoprobe', 'latin1').trim();

const statusOf = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s+(.+)$`, 'mu').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';

/** The installed command, as root. The lock's link is served meanwhile. */
function restoreInput(): Promise<{ readonly code: unknown; readonly said: string }> {
  return new Promise((resolve) => {
    execFile('child-link-station', ['restore-input'], (error, stdout) =>
      resolve({ code: error?.code ?? 0, said: stdout }),
    );
  });
}

/** The installed package on a machine that systemd has started: the lock in its own unit, and the commands of IT as root. */
export function installedLockTests(): void {
  describe('the installed lock service, confined by its unit', { timeout: SUITE_TIMEOUT_MS }, () => {
    let witness: Witness;
    const { lock, link } = makeLock(null, FOLDER);

    const hold = async (): Promise<void> => {
      await until('the service', () => existsSync(`${FOLDER}/lock.sock`), START_TIMEOUT_MS);
      const engaged = await lock.engage();
      assert.ok(engaged.ok, JSON.stringify(engaged));
      assert.deepEqual(await witness.during(() => type(['a'])), NOTHING);
      assert.equal(usbBinding(), '0');
    };
    const free = async (): Promise<void> => {
      assert.equal(usbBinding(), '1');
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
    };

    before(async () => {
      if (nodeAtPort(1) === null) await plug('usb-kbd', 'keyboard', 1);
      await until('the keyboard', () => nodeAtPort(1) !== null);
      witness = new Witness();
      assert.equal(await witness.line(), 'ready');
      systemctl('start', UNIT);
    });
    after(async () => {
      await lock.release();
      link.close();
      witness.stop();
      systemctl('stop', UNIT);
      process.stderr.write(spawnSync('journalctl', ['--no-pager', '--unit', UNIT]).stdout);
    });

    test('holds the devices without network, new privileges or a writable system', async (t) => {
      await hold();
      const { worker } = helpers();
      assert.ok(worker !== null);
      assert.equal(statusOf(worker, 'NoNewPrivs'), '1');
      assert.equal(statusOf(worker, 'Seccomp'), '2');
      assert.notEqual(statusOf(worker, 'CapBnd'), statusOf(process.pid, 'CapBnd'));
      assert.notEqual(readlinkSync(`/proc/${worker}/ns/net`), readlinkSync('/proc/self/ns/net'));
      assert.match(readFileSync(`/proc/${worker}/mounts`, 'latin1'), /^\S+ \/ \S+ ro,/mu);
      t.diagnostic(`capabilities ${statusOf(worker, 'CapBnd')}`);
      await lock.release();
      await free();
    });

    test('`restore-input` as root: refused while the service holds, and nothing left after it was stopped', async (t) => {
      await hold();
      const refused = await restoreInput();
      t.diagnostic(refused.said.trim());
      assert.equal(refused.code, 1);
      assert.deepEqual(await witness.during(() => type(['a'])), NOTHING);
      systemctl('stop', UNIT);
      const done = await restoreInput();
      t.diagnostic(done.said.trim());
      assert.equal(done.code, 0, done.said);
      await free();
      systemctl('start', UNIT);
      await until('the lock to come back', () => lock.state.name === 'locked', START_TIMEOUT_MS);
      await lock.release();
    });

    test('`restore-input` as root puts back what the service’s killed processes left changed', async (t) => {
      await hold();
      // As where systemd gives up: the processes are gone and do not come back.
      mkdirSync(DROP_IN, { recursive: true });
      writeFileSync(`${DROP_IN}/stay-down.conf`, '[Service]\nRestart=no\n');
      systemctl('daemon-reload');
      const { guardian, worker } = helpers();
      for (const pid of [guardian, worker]) if (pid !== null) process.kill(pid, 'SIGKILL');
      await until('the service to be down', () => systemctl('is-active', UNIT) === 'failed');
      assert.equal(usbBinding(), '0');
      const done = await restoreInput();
      t.diagnostic(done.said.trim());
      assert.equal(done.code, 0, done.said);
      await free();
      rmSync(DROP_IN, { recursive: true });
      systemctl('daemon-reload');
      systemctl('start', UNIT);
      await until('the lock to come back', () => lock.state.name === 'locked', START_TIMEOUT_MS);
    });
  });
}
