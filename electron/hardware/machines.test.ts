import { describe, expect, it } from 'vitest';
import { MACHINES } from './fixtures/machines.fixture.ts';
import { classifyInputDevices } from './linux-input-devices.ts';

describe.each(MACHINES.map((machine) => [machine.what, machine] as const))('%s', (_what, machine) => {
  const devices = classifyInputDevices(machine.text, machine.longBits);

  it('each device is what it can do', () => {
    const found = machine.kinds.map(([name], index) => [
      name,
      devices
        .filter((device) => device.id.startsWith(`input:/devices/sample/input/input${index}:`))
        .map((one) => one.kind),
    ]);
    expect(found).toEqual(machine.kinds);
  });

  it('nothing is left out and nothing is there twice', () => {
    expect(devices).toHaveLength(machine.kinds.flatMap(([, kinds]) => kinds).length);
    expect(new Set(devices.map((device) => device.id)).size).toBe(devices.length);
  });
});
