import { after, before } from 'node:test';
import { closeControl, openControl } from './control.ts';
import { displayTests } from './display-tests.ts';
import { electronTests } from './electron-tests.ts';
import { fullDeviceTests } from './full-device-tests.ts';
import { hardwareTests } from './hardware-tests.ts';
import { installedLockTests } from './installed-lock-tests.ts';
import { lockedDisplayTests } from './locked-display-tests.ts';
import { lockServiceTests } from './lock-service-tests.ts';
import { lockTests } from './lock-tests.ts';

/** Runs in the guest; its parameters come in one word: `changes:60,replugs:10,only:all,seed:1`. */

const parameters = new Map(
  (process.env['VM_PARAMETERS'] ?? '').split(',').map((part) => {
    const [name = '', value = ''] = part.split(':');
    return [name, value];
  }),
);
const number = (name: string): number => Number(parameters.get(name) ?? 0);
const only = parameters.get('only') ?? 'all';

before(() => openControl());
after(() => closeControl());

if (only === 'all' || only === 'hardware') {
  hardwareTests({ changes: number('changes'), seed: number('seed') });
  fullDeviceTests();
}
if (only === 'electron') {
  electronTests({
    electron: process.env['VM_ELECTRON'] ?? '',
    program: process.env['VM_ELECTRON_PROGRAM'] ?? '',
  });
}
if (only === 'all' || only === 'lock') {
  lockTests({ replugs: number('replugs'), cycles: number('cycles') });
}
if (only === 'service' || (number('service') === 1 && (only === 'all' || only === 'lock')))
  lockServiceTests();
if (only === 'installed') installedLockTests();
if (only === 'display') displayTests(process.env['VM_ELECTRON'] ?? '');
if (only === 'locked-display') {
  lockedDisplayTests({
    record: process.env['VM_RECORD'] ?? '',
    session: process.env['VM_SESSION'] ?? '',
    pin: process.env['VM_PIN'] ?? '',
  });
}
