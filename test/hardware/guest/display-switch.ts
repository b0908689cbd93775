import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const CONNECTOR = '/sys/class/drm/card0-Virtual-1';
/** The kernel reports a change of a forced connector to nobody; the rule turns the event that the test triggers into a hotplug. */
const RULE = 'ACTION=="change", SUBSYSTEM=="drm", ENV{HOTPLUG}="1"\n';

/** Before udev starts. */
export function makeDisplaySwitch(): void {
  mkdirSync('/etc/udev/rules.d', { recursive: true });
  writeFileSync('/etc/udev/rules.d/99-display.rules', RULE);
}

/** Switches the display off, or finds it again, as a cable or its power button does. */
export async function display(state: 'off' | 'detect'): Promise<void> {
  writeFileSync(`${CONNECTOR}/status`, state);
  await execute('udevadm', ['trigger', '--action=change', '/sys/class/drm/card0']);
  await execute('udevadm', ['settle']);
}

export const isLit = (): boolean => readFileSync(`${CONNECTOR}/enabled`, 'utf8').trim() === 'enabled';
