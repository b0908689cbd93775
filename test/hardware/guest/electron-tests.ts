import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { until } from './control.ts';
import { usbHeadset, usbWebcam } from './usb-models.ts';

type Line = {
  readonly attached: readonly {
    readonly kind: string;
    readonly name: string;
    readonly product: string | null;
  }[];
  readonly troubles: readonly object[];
  readonly chosen: Readonly<Record<'microphone' | 'speaker' | 'camera', string>>;
};

const execute = promisify(execFile);
const DISPLAY = ':9';
/** An emulated processor needs most of a minute to start Electron. */
const START_LIMIT_MS = 180_000;
const CHANGE_LIMIT_MS = 90_000;
const DEVICE_MANAGERS = ['/lib/systemd/systemd-udevd', '/usr/lib/systemd/systemd-udevd', '/sbin/udevd'];

export function electronTests({
  electron,
  program,
}: {
  readonly electron: string;
  readonly program: string;
}): void {
  test('in Electron, a headset and a webcam that are plugged in are seen, matched and chosen, and gone when unplugged', async (t) => {
    await execute('modprobe', ['-a', 'snd-usb-audio', 'uvcvideo', 'vhci-hcd']);
    const manager = DEVICE_MANAGERS.find((file) => existsSync(file));
    assert.ok(manager !== undefined, 'Chromium hears of devices through udev, which is not installed');
    await execute(manager, ['--daemon']);
    const display = spawn('Xvfb', [DISPLAY, '-screen', '0', '800x600x24'], { stdio: 'ignore' });
    await until('the display', () => existsSync(`/tmp/.X11-unix/X${DISPLAY.slice(1)}`), START_LIMIT_MS);
    const startedAt = performance.now();
    const child = spawn(
      electron,
      ['--no-sandbox', '--disable-gpu', '--user-data-dir=/tmp/electron', program],
      { env: { ...process.env, DISPLAY }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let last: Line | null = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) last = JSON.parse(line);
    });
    const now = (): Line | null => last;
    try {
      await until('Electron to list devices', () => now(), START_LIMIT_MS);
      t.diagnostic(`Electron up after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
      const headset = usbHeadset(0x0e41, 'Sample USB Headset');
      const webcam = usbWebcam('Sample USB Webcam');
      const pluggedAt = performance.now();
      await headset.plug(0, 'full');
      await webcam.plug(1, 'high');
      const kinds = (): string =>
        (now()?.attached ?? [])
          .map((device) => device.kind)
          .toSorted()
          .join();
      await until(
        'headset, microphone, earphones and webcam',
        () => ['headset', 'microphone', 'speaker', 'camera'].every((kind) => kinds().includes(kind)),
        CHANGE_LIMIT_MS,
      );
      t.diagnostic(
        `cable → value with sound and picture: ${((performance.now() - pluggedAt) / 1000).toFixed(1)} s`,
      );
      const seen = now();
      t.diagnostic(JSON.stringify(seen));
      assert.ok(seen !== null);
      assert.deepEqual(seen.troubles, []);
      assert.equal(
        seen.attached.filter((device) => device.kind === 'headset').length,
        1,
        'HID and sound are one headset',
      );
      assert.match(seen.chosen.microphone, /Sample USB Headset/);
      assert.match(seen.chosen.speaker, /Sample USB Headset/);
      assert.match(seen.chosen.camera, /Sample USB Webcam/);
      headset.unplug();
      webcam.unplug();
      await until(
        'both to be gone',
        () => !['headset', 'camera'].some((kind) => kinds().includes(kind)),
        CHANGE_LIMIT_MS,
      );
    } finally {
      child.kill('SIGKILL');
      display.kill('SIGKILL');
    }
  });
}
