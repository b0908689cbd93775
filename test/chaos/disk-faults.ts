import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { RECORD_FILE } from './core.ts';
import { cutPower, shimEnvironment } from './power.ts';
import { type Child, startChild, written } from './processes.ts';
import { dice } from './random.ts';
import type { Finding } from './verifier.ts';

export type DiskResult = {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly written: number;
  /** Why it was skipped, or null. */
  readonly skipped: string | null;
};

/** Includes the station's disk reserve. */
const TMPFS_BYTES = 112 * 1024 * 1024;

/** A writing station whose disk fails for a while. */
export async function playFailingDisk(
  fault: 'fsync' | 'write' | 'full',
  folder: string,
  shim: string,
): Promise<DiskResult> {
  const station = join(folder, 'station');
  const faultFile = join(folder, 'fault');
  mkdirSync(station, { recursive: true });
  const image = join(folder, 'image');
  const environment = shimEnvironment({ shim, root: station, image, fault: faultFile });
  const child = startChild('station.fixture.ts', { args: [station, '', '', '1'], environment });
  await child.line('W ');
  writeFileSync(faultFile, fault);
  const failed = await within(child, 'E ');
  const findings: Finding[] = [];
  if (fault === 'fsync') {
    // Entries reported durable while fsync fails must survive a power cut at this moment.
    const known = written(child);
    const after = join(folder, 'after');
    cutPower(station, image, after, 'only-synced', dice(1));
    findings.push(...lost(after, known));
  }
  rmSync(faultFile);
  if (failed === null) findings.push({ code: 'failure-not-noticed', where: fault });
  return ended(
    `disk: ${fault} fails`,
    station,
    child,
    findings,
    failed === 'E disk-full' ? 'goes-on' : 'any',
  );
}

/** A real file system of a few megabytes that fills up and is freed again. */
export async function playFullDisk(folder: string): Promise<DiskResult> {
  const name = 'disk: full tmpfs';
  const place = mount(join(folder, 'full'), TMPFS_BYTES);
  if (place === null) return skipped(name, 'mounting needs root');
  try {
    const station = join(place, 'station');
    mkdirSync(station);
    const child = startChild('station.fixture.ts', { args: [station, '', '', '1', '2'] });
    await child.line('W ');
    fill(join(place, 'filler'));
    const failed = await within(child, 'E ', 60_000);
    const findings: Finding[] = [];
    if (failed !== 'E disk-full') findings.push({ code: 'full-not-said', where: failed ?? 'nothing' });
    rmSync(join(place, 'filler'));
    return await ended(name, station, child, findings, 'goes-on');
  } finally {
    unmount(place);
  }
}

/** A read-only file system: nothing is written, and the refusal says why. */
export async function playReadOnly(folder: string): Promise<DiskResult> {
  const name = 'disk: read-only';
  const place = mount(join(folder, 'read-only'), TMPFS_BYTES);
  if (place === null) return skipped(name, 'mounting needs root');
  try {
    const station = join(place, 'station');
    mkdirSync(station);
    const first = startChild('station.fixture.ts', { args: [station, '', '', '1'] });
    await first.line('W ');
    await first.kill();
    execFileSync('mount', ['-o', 'remount,ro', place], { stdio: 'pipe' });
    const second = startChild('station.fixture.ts', { args: [station, '', '', '2'] });
    const said = (await within(second, 'RE', 30_000)) ?? 'nothing';
    const findings: Finding[] = [];
    // It may start and show what it knows, but must refuse the first entry by name.
    const why = said.startsWith('REFUSED') ? said : ((await within(second, 'E ')) ?? 'nothing');
    await second.kill();
    if (!why.includes('read-only')) findings.push({ code: 'read-only-not-said', where: `${said}; ${why}` });
    if (written(second).length > 0) findings.push({ code: 'written-to-read-only', where: said });
    execFileSync('mount', ['-o', 'remount,rw', place], { stdio: 'pipe' });
    const third = startChild('station.fixture.ts', { args: [station, '', '', '3'] });
    const result = await ended(name, station, third, findings, 'goes-on');
    return { ...result, findings: [...result.findings, ...lost(station, written(first))] };
  } finally {
    unmount(place);
  }
}

/**
 * After the fault the process may continue or need a restart; then it must write again, and everything reported durable
 * must be there.
 */
async function ended(
  name: string,
  station: string,
  child: Child,
  findings: Finding[],
  expect: 'goes-on' | 'any',
): Promise<DiskResult> {
  const before = written(child).length;
  const wentOn = await until(() => written(child).length > before, 10_000);
  if (!wentOn && expect === 'goes-on') findings.push({ code: 'does-not-go-on', where: name });
  await child.kill();
  const again = startChild('station.fixture.ts', { args: [station, '', '', '9'] });
  const ready = await again.line('READY');
  if (ready !== 'READY whole')
    findings.push({ code: 'not-whole-after', where: ready ?? again.lines.join(' ') });
  if (ready !== null && (await within(again, 'W ')) === null)
    findings.push({ code: 'does-not-write', where: name });
  await again.kill();
  for (const line of [...child.lines, ...again.lines]) {
    if (line.startsWith('BUG')) findings.push({ code: 'station-said', where: line });
  }
  const known = [...written(child), ...written(again)];
  return { name, findings: [...findings, ...lost(station, known)], written: known.length, skipped: null };
}

function lost(station: string, known: ReturnType<typeof written>): readonly Finding[] {
  const db = new Database(join(station, RECORD_FILE));
  try {
    const here = new Set(db.prepare("SELECT id || ' ' || hash FROM entries").pluck().all());
    return known
      .filter(({ id, hash }) => !here.has(`${id} ${hash}`))
      .map(({ id }) => ({ code: 'acknowledged-lost', where: id }));
  } finally {
    db.close();
  }
}

function skipped(name: string, why: string): DiskResult {
  return { name, findings: [], written: 0, skipped: why };
}

/** Null if this user may not mount. */
function mount(place: string, bytes: number): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', place], { stdio: 'pipe' });
    return place;
  } catch {
    // Root in a container may lack the right to mount.
    return null;
  }
}

function unmount(place: string): void {
  execFileSync('umount', ['-l', place], { stdio: 'pipe' });
}

/** Fills the disk. */
function fill(file: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=64k'], { stdio: 'pipe' });
  } catch {
    // Expected: no space left.
  }
}

async function within(child: Child, start: string, ms = 15_000): Promise<string | null> {
  return Promise.race([child.line(start), delay(ms, null, { ref: false })]);
}

async function until(holds: () => boolean, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (holds()) return true;
    await delay(50);
  }
  return holds();
}
