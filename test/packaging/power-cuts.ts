import { randomInt } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Disk } from './disk.ts';
import type { Versions } from './lifecycle.ts';
import type { Machine } from './machine.ts';
import type { PackageServer } from './package-source.ts';
import { type Check, demand } from './report.ts';
import { INSTALL, KEPT, STAGE, setUpUpdates } from './update-setup.ts';

const CUTS = 10;
/** A recovery may unpack the package again, and waits for the station twice. */
const BACK_WITHIN_MS = 300_000;

/** The power fails at ten random moments while a version is installed: the station always comes back, and its record holds. */
export function powerCutChecks(
  machine: Machine,
  disk: Disk,
  server: PackageServer,
  { older, newer }: Versions,
  work: string,
): readonly (readonly [string, Check])[] {
  let entries = 0;
  let installMs = 0;

  const cut = async (atMs: number): Promise<string> => {
    disk.restore();
    disk.mount();
    await machine.boot(BACK_WITHIN_MS);
    await machine.ready(older.version);
    entries = machine.verified();
    machine.must('systemctl', 'start', '--no-block', INSTALL);
    await after(atMs);
    disk.cutPower();
    await machine.kill();
    await disk.unmount();
    disk.mount();
    const began = performance.now();
    await machine.boot(BACK_WITHIN_MS);
    await machine.until(/No such file/u, BACK_WITHIN_MS, 'ls', `${KEPT}/proving`);
    const version = machine.version();
    await machine.ready(version, BACK_WITHIN_MS);
    const backMs = Math.round(performance.now() - began);
    demand([older.version, newer.version].includes(version), `${version} is installed`);
    const status = machine.must('dpkg-query', '-W', '-f', '${db:Status-Abbrev}', 'child-link-station');
    demand(status === 'ii ', `dpkg says ${status}`);
    const complaints = machine.must('dpkg', '--audit');
    demand(complaints.trim() === '', complaints);
    const now = machine.verified();
    demand(now >= entries, `${entries} entries became ${now}`);
    return `${version} runs ${(backMs / 1000).toFixed(0)} s later, ${now} entries hold`;
  };

  return [
    [
      'the older version runs, the newer one is staged',
      async () => {
        await setUpUpdates(machine, server, { older, newer }, work);
        await machine.attend('systemctl', 'start', STAGE);
        demand(machine.must('cat', `${KEPT}/staged`).trim() === newer.version, 'nothing is staged');
        await machine.powerOff();
        await disk.unmount();
        disk.keep();
        return newer.version;
      },
    ],
    [
      'without a cut it is installed',
      async () => {
        disk.mount();
        await machine.boot(BACK_WITHIN_MS);
        await machine.ready(older.version);
        const began = performance.now();
        await machine.attend('systemctl', 'start', INSTALL);
        installMs = Math.round(performance.now() - began);
        await machine.ready(newer.version);
        await machine.powerOff();
        await disk.unmount();
        return `in ${(installMs / 1000).toFixed(0)} s`;
      },
    ],
    ...Array.from({ length: CUTS }, (_, index): readonly [string, Check] => [
      `power cut ${index + 1} of ${CUTS}`,
      async () => {
        // Each in a part of its own, so that every phase has its turn.
        const part = installMs / CUTS;
        const atMs = Math.round(part * index) + randomInt(Math.max(1, Math.round(part)));
        try {
          return `at ${(atMs / 1000).toFixed(1)} s: ${await cut(atMs)}`;
        } finally {
          await machine.kill();
          await disk.unmount();
        }
      },
    ]),
  ];
}
