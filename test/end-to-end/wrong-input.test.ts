import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import { EVERYTHING_MET, FACILITATOR, signIn, withStation } from './journey.ts';

/** What a station shows that cannot work: the fault on its staff page. */
async function faultOf(settings: string | object): Promise<{ readonly code: string; readonly text: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-fault-'));
  const settingsFile = path.join(folder, 'station.json');
  writeFileSync(settingsFile, typeof settings === 'string' ? settings : JSON.stringify(settings));
  try {
    const driver = await StationDriver.launch({ settingsFile }, { XDG_CONFIG_HOME: folder });
    try {
      const { fault } = await driver.snapshot();
      await driver.see('fault');
      const text = (await driver.staff.textContent('body')) ?? '';
      return { code: fault?.code ?? '', text };
    } finally {
      await driver.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('settings that cannot be used are named on the screen', () => {
  it('a file that is not JSON', async () => {
    const fault = await faultOf('{ "dataFolder": ');
    expect(fault.code).toBe('settings-not-json');
    expect(fault.text).toContain('station.json');
  });

  it('an unknown key, by its name', async () => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'child-link-data-'));
    const fault = await faultOf({ dataFolder, serverURL: null });
    rmSync(dataFolder, { recursive: true });
    expect(fault.code).toBe('settings-field');
    expect(fault.text).toContain('serverURL');
  });

  it('a data folder that cannot be written', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-file-'));
    writeFileSync(path.join(folder, 'file'), 'not a folder');
    const dataFolder = path.join(folder, 'file', 'data');
    const fault = await faultOf({ dataFolder });
    rmSync(folder, { recursive: true });
    expect(fault.code).toMatch(/^record-/u);
    expect(fault.text).toContain(dataFolder);
  });
});

describe('a record that cannot be read', () => {
  it('is set aside whole, staff are told, and recording goes on in a new chain', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-garbage-'));
    const dataFolder = path.join(folder, 'data');
    mkdirSync(dataFolder);
    writeFileSync(path.join(dataFolder, 'journal.sqlite'), 'garbage '.repeat(1000));
    const settingsFile = path.join(folder, 'station.json');
    writeFileSync(settingsFile, JSON.stringify({ dataFolder }));
    const driver = await StationDriver.launch({ settingsFile });
    try {
      const { fault, station } = await driver.until('a record', (seen) => seen.station.sync.total > 0);
      expect(fault).toBeNull();
      expect(station.alarms).toContainEqual({ code: 'incident-not-a-database', values: {} });
      await driver.see('alarm-incident-not-a-database');
      expect(
        readdirSync(dataFolder).filter((name) => /^journal\.sqlite\..+/u.test(name)).length,
      ).toBeGreaterThan(0);
    } finally {
      await driver.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a record of a later release', () => {
  it('is left as it is, and the screen says why it is not used', async () => {
    await withStation(async (driver, stage) => {
      await driver.until('the staff list', (seen) => seen.staff.list.length > 0);
      await driver.kill();
      const file = path.join(stage.dataFolder, 'journal.sqlite');
      const record = new Database(file);
      record.pragma('user_version = 999');
      record.close();
      const again = await StationDriver.launch(stage);
      try {
        await again.see('fault');
        expect((await again.snapshot()).fault?.code).toBe('record-newer-version');
        expect(await again.staff.locator('[data-test="pin"]').count()).toBe(0);
      } finally {
        await again.kill();
      }
    });
  });
});

describe('at the screens', () => {
  it('R1: five wrong PINs make the next one wait, also after a restart', async () => {
    await withStation(async (driver, stage) => {
      await driver.until('the staff list', (seen) =>
        seen.staff.list.some((member) => member.id === FACILITATOR),
      );
      const codes: unknown[] = [];
      for (let tries = 0; tries < 6; tries += 1) {
        const answer = await driver.call('staff.sign-in', { staff: FACILITATOR, pin: '000000' });
        codes.push((answer.refusal as { readonly code: string }).code);
      }
      expect(codes).toEqual([
        'pin-wrong',
        'pin-wrong',
        'pin-wrong',
        'pin-wrong',
        'pin-throttled',
        'pin-throttled',
      ]);
      await driver.kill();
      const again = await StationDriver.launch(stage);
      try {
        // Wrong once more: a machine slower than the wait starts after it, and then this try is counted.
        const answer = await again.call('staff.sign-in', { staff: FACILITATOR, pin: '000000' });
        expect(answer).toMatchObject({ ok: false, refusal: { code: 'pin-throttled' } });
      } finally {
        await again.kill();
      }
    });
  });

  it('R13, R14: a withdrawn site is refused and the card says whom to ask; a link on a foreign host never becomes a meeting', async () => {
    await withStation(async (driver, stage) => {
      const rows = [...((await stage.institution?.feedRows('schedule')) ?? [])];
      const [key, row] = rows.find(([, value]) => isMinorChild(value)) ?? ['', {}];
      await stage.institution?.setFeedRow('schedule', key, {
        ...(row as Record<string, never>),
        meeting: { url: 'https://notwebex.com/meet/room' },
      });
      await signIn(driver);
      await driver.until('the new link', (seen) => seen.schedule.some((booking) => booking.id === key));
      const open = (booking: string) =>
        driver.call('session.open', { booking, timingReason: 'test', privileged: null, ...EVERYTHING_MET });

      const { schedule } = await driver.snapshot();
      const stopped = schedule.find(({ stop }) => stop?.code === 'site-withdrawn');
      expect(await open(stopped?.id ?? '')).toMatchObject({ ok: false, refusal: { code: 'site-withdrawn' } });
      await driver.staff.getByText('Women Offender Sector').first().waitFor();

      expect(await open(key)).toMatchObject({ ok: true });
      await driver.call('session.run-checks', null);
      const { session } = await driver.snapshot();
      expect(session?.session.checks.network).toMatchObject({ verdict: 'fail' });
      expect(await driver.call('session.connect', null)).toMatchObject({ ok: false });
      expect(driver.meetingPage()).toBeNull();
    });
  });
});

describe('a server that answers HTML', () => {
  let server: Server;
  let url = '';
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in to the network</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is not believed; the station says that it is not enrolled and goes on', async () => {
    await withStation(
      async (driver) => {
        const seen = await driver.until('a record', (snapshot) => snapshot.station.sync.total > 0);
        expect(seen.station.sync.state).toBe('not-enrolled');
        expect(seen.fault).toBeNull();
        await driver.staff.getByText('not enrolled').first().waitFor();
      },
      { institution: { url, code: 'ABCD-EFGH-JKLM-NPQR' } },
    );
  });
});

/** Runs one of the station's commands; returns its exit code and output. */
function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const child = spawn(process.execPath, [...args], { cwd: root, env: { ...process.env, ...env } });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

describe('on the command line', () => {
  it('a port in use is one sentence and an exit code', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, said } = await runNode([
      'test/demo/demo.ts',
      '--meeting-port',
      port,
      '--out',
      tmpdir() + '/child-link-port',
    ]);
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port}`);
    expect(said).not.toContain('    at ');
  });

  it('no display is one sentence and an exit code', async () => {
    const { code, said } = await runNode(['test/demo/demo.ts', '--out', tmpdir() + '/child-link-display'], {
      DISPLAY: ':4242',
      WAYLAND_DISPLAY: '',
    });
    expect(code).toBe(1);
    expect(said).toContain(':4242');
    expect(said).not.toContain('    at ');
  });

  it.each([
    [['--until', 'never'], '--until'],
    [['--out', '/proc/child-link'], '/proc/child-link'],
  ])('the demo refuses %j', async (args, named) => {
    const { code, said } = await runNode(['test/demo/demo.ts', ...args]);
    expect(code).not.toBe(0);
    expect(said).toContain(named);
  });
});

function isMinorChild(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'minor-child';
}
