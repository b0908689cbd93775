import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { chooseHardware } from '../../../electron/hardware/choose-hardware.ts';
import type { Hardware } from '../../../electron/hardware/hardware.ts';
import { until } from './control.ts';
import { guestClock } from './guest-clock.ts';
import { FRAME, HEADSET_ENDPOINTS, HEADSET_REPORT_ENDPOINT, usbHeadset, usbWebcam } from './usb-models.ts';

const execute = promisify(execFile);
const SOUND = '/proc/asound';
const TOOL_LIMIT_MS = 60_000;
const FRAMES = 3;

/** Numbers of the sound cards that belong to the USB device `vendor:product`. */
function cardsOf(usb: string): readonly string[] {
  return readdirSync(SOUND)
    .filter((name) => /^card\d+$/.test(name) && existsSync(`${SOUND}/${name}/usbid`))
    .filter((name) => readFileSync(`${SOUND}/${name}/usbid`, 'latin1').trim() === usb)
    .map((name) => name.slice('card'.length));
}

function headsets(hardware: Hardware): readonly string[] {
  return hardware.attached
    .filter((device) => device.kind === 'headset')
    .map((device) => String(device.product));
}

export function fullDeviceTests(): void {
  test('a headset with sound and buttons in one cable is heard, is spoken into, and its buttons are told', async (t) => {
    await execute('modprobe', ['-a', 'snd-usb-audio', 'vhci-hcd']);
    const hardware = chooseHardware({ platform: 'linux', clock: guestClock, buttons: [] });
    const events: string[] = [];
    hardware.onHeadset((event) => events.push(event));
    await hardware.start();
    const headset = usbHeadset(0x0e41, 'Sample USB Headset');
    const pluggedAt = performance.now();
    await headset.plug(0, 'full');
    await until('the headset to be there', () => headsets(hardware).includes('0e41'));
    t.diagnostic(`cable → value: ${(performance.now() - pluggedAt).toFixed(0)} ms`);
    const card = await until('its sound card', () => cardsOf('0b0e:0e41')[0]);
    const streams = readFileSync(`${SOUND}/card${card}/stream0`, 'latin1');
    assert.match(streams, /Playback:[\s\S]*Capture:/);
    assert.deepEqual(
      hardware.attached
        .filter((device) => device.product === '0e41')
        .map((device) => device.kind)
        .sort(),
      ['headset', 'unknown'],
      'its volume keys are no keyboard',
    );

    if (existsSync('/usr/bin/arecord')) {
      const file = '/tmp/recorded.wav';
      const sound = ['-q', '-D', `hw:${card},0`, '-f', 'S16_LE', '-d', '1'];
      await execute('arecord', [...sound, '-r', '16000', '-c', '1', file], { timeout: TOOL_LIMIT_MS });
      assert.ok(statSync(file).size >= 32_000, `recorded ${statSync(file).size} bytes`);
      await execute('aplay', [...sound, '-r', '48000', '-c', '2', '/dev/zero'], { timeout: TOOL_LIMIT_MS });
      for (const [what, endpoint] of Object.entries(HEADSET_ENDPOINTS)) {
        const packets = headset.streamed.get(endpoint) ?? 0;
        assert.ok(packets >= 900, `${what}: ${packets} packets`);
        t.diagnostic(`${what}: ${packets} packets of a millisecond`);
      }
    } else t.diagnostic('no alsa-utils: the sound card was seen, not heard');

    const press = (bits: number): void => headset.report(HEADSET_REPORT_ENDPOINT, [1, bits]);
    press(1);
    await until('the hook', () => events.includes('hook'));
    press(3);
    await until('mute', () => events.includes('mute'));
    press(1);
    press(3);
    await until('unmute', () => events.includes('unmute'));
    press(1);
    assert.deepEqual(events, ['hook', 'mute', 'unmute']);

    headset.unplug();
    await until(
      'the headset to be gone',
      () => headsets(hardware).length === 0 && cardsOf('0b0e:0e41').length === 0,
    );
    assert.deepEqual(hardware.troubles, []);
    hardware.stop();
  });

  test('of two headsets, each is listed and heard, and one that is unplugged takes nothing of the other', async () => {
    const hardware = chooseHardware({ platform: 'linux', clock: guestClock, buttons: [] });
    const events: string[] = [];
    hardware.onHeadset((event) => events.push(event));
    await hardware.start();
    const first = usbHeadset(0x0e42, 'First Sample Headset');
    const second = usbHeadset(0x0e43, 'Second Sample Headset');
    await first.plug(0, 'full');
    await second.plug(1, 'full');
    await until('both headsets', () => headsets(hardware).toSorted().join() === '0e42,0e43');
    // A device is listed a moment before its reports are opened: press until one is seen.
    first.report(HEADSET_REPORT_ENDPOINT, [1, 1]);
    await until('the hook of the first', () => events.length === 1);
    second.report(HEADSET_REPORT_ENDPOINT, [1, 1]);
    await until('the hook of the second', () => events.length === 2);
    first.unplug();
    await until('one headset', () => headsets(hardware).join() === '0e43');
    second.report(HEADSET_REPORT_ENDPOINT, [1, 3]);
    await until('mute of the second', () => events.length === 3);
    assert.deepEqual(events, ['hook', 'hook', 'mute']);
    second.unplug();
    await until('no headset', () => headsets(hardware).length === 0);
    hardware.stop();
  });

  test('a webcam gives pictures through the kernel, and is no input device', async (t) => {
    await execute('modprobe', ['-a', 'uvcvideo', 'vhci-hcd']);
    const hardware = chooseHardware({ platform: 'linux', clock: guestClock, buttons: [] });
    await hardware.start();
    const inputs = (): number =>
      hardware.attached.filter((device) => ['keyboard', 'pointer', 'touch'].includes(device.kind)).length;
    const before = inputs();
    const webcam = usbWebcam('Sample USB Webcam');
    const pluggedAt = performance.now();
    await webcam.plug(2, 'high');
    await until('the video node', () => existsSync('/dev/video0'));
    t.diagnostic(`cable → video node: ${(performance.now() - pluggedAt).toFixed(0)} ms`);
    assert.match(readFileSync('/sys/class/video4linux/video0/name', 'latin1'), /Sample USB Webcam/);
    if (existsSync('/usr/bin/v4l2-ctl')) {
      const file = '/tmp/frames.raw';
      const stream = ['--stream-mmap', `--stream-count=${FRAMES}`, `--stream-to=${file}`];
      await execute('v4l2-ctl', ['-d', '/dev/video0', ...stream], { timeout: TOOL_LIMIT_MS });
      const bytes = readFileSync(file);
      assert.equal(bytes.length, FRAMES * FRAME.bytes);
      for (let at = 0; at < bytes.length; at += 2) {
        if (bytes[at] !== (at / 2) % FRAME.width || bytes[at + 1] !== 128)
          assert.fail(`byte ${at} is ${String(bytes[at])}`);
      }
      t.diagnostic(`${FRAMES} pictures of ${FRAME.width} × ${FRAME.height}, every dot right`);
    } else t.diagnostic('no v4l-utils: the video node was seen, no picture was taken');
    assert.equal(inputs(), before);
    webcam.unplug();
    await until('the video node to be gone', () => !existsSync('/dev/video0'));
    assert.deepEqual(hardware.troubles, []);
    hardware.stop();
  });
}
