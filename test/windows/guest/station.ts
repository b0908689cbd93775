import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { HelperLock } from '../../../electron/lockout/helper-lock.ts';
import { SocketLink } from '../../../electron/lockout/helper/helper-link.ts';
import type { PanelKey } from '../../../electron/lockout/lock.ts';
import { systemTimers } from '../../../electron/platform/timers.ts';
import { PinPanel } from '../../../electron/staff/pin-panel.ts';

/**
 * The station's side of the lock under Windows: the real lock, link, helper and PIN panel. Takes orders as
 * lines over TCP and answers each with one line of JSON.
 */

const [, program = '', folder = '', helper = ''] = process.argv;
const PIN = '4711';

const report = (code: string, detail: string): void => void process.stdout.write(`${code} ${detail}\n`);
function start(): void {
  const log = openSync(path.join(path.dirname(program), 'helper.log'), 'a');
  const child = spawn(process.execPath, [helper, '--lock-helper', '--state', folder, '--stay'], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', (error) => report('lock-helper-not-started', error.message));
  child.unref();
}

const clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced' as const,
};
const link = new SocketLink({ folder, start, timers: systemTimers, report });
const lock = new HelperLock({
  kind: 'windows',
  link,
  clock,
  timers: systemTimers,
  attached: () => [],
  report,
});
const keys: PanelKey[] = [];
const states: string[] = [];
let tries = 0;
const panel = new PinPanel({
  clock,
  signIn: {
    async comeBack(pin) {
      tries += 1;
      if (pin !== PIN) return { code: 'pin-wrong', values: { count: 4 } };
      await lock.release();
      return null;
    },
  },
  changes: { notify: () => undefined },
});
lock.onKey((key) => {
  keys.push(key);
  void panel.take(key);
});
lock.onState((state) => states.push(state.name));

async function obey(order: string): Promise<object> {
  const startedAt = performance.now();
  switch (order.split(' ')[0]) {
    case 'engage': {
      const engaged = await lock.engage();
      const verified = engaged.ok ? await lock.verify() : engaged;
      return { ...verified, ms: performance.now() - startedAt };
    }
    case 'verify':
      return lock.verify();
    case 'release':
      await lock.release();
      return { ms: performance.now() - startedAt };
    case 'cycle': {
      const ms: number[] = [];
      const [, cycles, pauseMs] = order.split(' ').map(Number);
      for (let cycle = 0; cycle < (cycles ?? 0); cycle += 1) {
        const before = performance.now();
        const engaged = await lock.engage();
        const proof = await lock.verify();
        if (!engaged.ok || !proof.ok) return { failed: engaged.ok ? proof : engaged, cycle };
        ms.push(performance.now() - before);
        await lock.release();
        await pause(pauseMs);
      }
      return { ms };
    }
    case 'stall': {
      // A hung main process.
      const cell = new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(cell, 0, 0, Number(order.split(' ')[1]));
      return {};
    }
    case 'wait':
      await pause(Number(order.split(' ')[1]));
      return {};
    default:
      return {
        state: lock.state.name,
        keys: keys.splice(0),
        states: states.splice(0),
        tries,
        panel: panel.view,
      };
  }
}

const server = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => {
    void obey(line).then((answer) => socket.write(`${JSON.stringify(answer)}\n`));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`);
});
