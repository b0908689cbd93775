import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hardeningChange, hardeningCheck } from './hardening.ts';
import { findHardening, hasHardeningDrifted, LINUX_ROWS } from './linux-table.ts';

const SCRIPT = fileURLToPath(new URL('../../../assets/linux/hardening/harden.sh', import.meta.url));
const program = {
  name: '',
  version: '0.1.0',
  build: 'development',
  hardeningScript: SCRIPT,
  fonts: '',
} as const;
const linux = { language: 'en', platform: 'linux', program } as const;
const GRUB_HASH = 'grub.pbkdf2.sha512.10000.AB12.CD34';
let root = '';

/** Everything below the root: its kind and content. */
function picture(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => !lstatSync(path.join(root, name)).isDirectory())
      .map((name) => {
        const file = path.join(root, name);
        const about = lstatSync(file);
        return [
          name,
          about.isSymbolicLink() ? `→ ${readlinkSync(file)}` : `${about.mode} ${readFileSync(file, 'utf8')}`,
        ];
      }),
  );
}

function put(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'child-link-hardening-'));
  put('/etc/child-link/grub-password', `PBKDF2 hash of your password is ${GRUB_HASH}\n`);
  put('/usr/lib/systemd/system/systemd-timesyncd.service', '');
  put('/etc/grub.d/10_linux', '#!/bin/sh\nCLASS="--class gnu-linux --class os"\n');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the policies of Windows', () => {
  it('are named with what is wanted and found, as data too', () => {
    const result = hardeningCheck({ language: 'fr', platform: 'win32' }, '/', () => null);
    expect(result.outcome).toBe('problem');
    expect(result.lines.join('\n')).toContain('MISSING Pas de gestionnaire des tâches');
    expect(result.json).toMatchObject({ ok: false });
  });
});

describe.skipIf(process.platform !== 'linux')('the hardening of a Linux machine', () => {
  it('names every row that a bare machine lacks, and how to put it right', () => {
    const result = hardeningCheck(linux, root);
    expect(result.outcome).toBe('problem');
    expect(result.lines.filter((line) => line.startsWith('MISSING'))).toHaveLength(LINUX_ROWS.length);
    expect(result.lines.at(-1)).toContain('harden.sh apply');
  });

  it('is complete once it was applied', () => {
    expect(hardeningChange('apply', linux, root).outcome).toBe('good');
    expect(findHardening(root).filter(({ found }) => found !== null)).toEqual([]);
    expect(hardeningCheck(linux, root).outcome).toBe('good');
  });

  it('puts back every byte, link and mode that was there, however often it was applied', () => {
    put('/etc/sysctl.d/60-child-link.conf', 'kernel.sysrq = 1\n');
    put('/etc/X11/xorg.conf.d/60-child-link.conf', 'Section "Other"\n');
    execFileSync('chmod', ['600', path.join(root, 'etc/X11/xorg.conf.d/60-child-link.conf')]);
    mkdirSync(path.join(root, 'etc/systemd/system'), { recursive: true });
    symlinkSync(
      '/usr/lib/systemd/system/graphical.target',
      path.join(root, 'etc/systemd/system/default.target'),
    );
    const before = picture();
    hardeningChange('apply', linux, root);
    hardeningChange('apply', linux, root);
    expect(picture()).not.toEqual(before);
    expect(hardeningChange('revert', linux, root).outcome).toBe('good');
    expect(picture()).toEqual(before);
  });

  it('notices each row that was undone', () => {
    hardeningChange('apply', linux, root);
    const hardened = root;
    for (const row of LINUX_ROWS) {
      root = `${hardened}-undone`;
      cpSync(hardened, root, { recursive: true, verbatimSymlinks: true });
      const file = path.join(root, row.file);
      rmSync(file);
      if ('lines' in row) writeFileSync(file, '# nothing\n');
      const missing = findHardening(root).filter(({ found }) => found !== null);
      expect(missing.map((finding) => finding.row.id)).toContain(row.id);
      rmSync(root, { recursive: true });
    }
    root = hardened;
  });

  it('puts the password on the boot menu, and lets the station start without it', () => {
    hardeningChange('apply', linux, root);
    hardeningChange('apply', linux, root);
    const menu = execFileSync('sh', [path.join(root, 'etc/grub.d/01_child_link')], { encoding: 'utf8' });
    expect(menu).toBe(`set superusers="child-link"\npassword_pbkdf2 child-link ${GRUB_HASH}\n`);
    expect(readFileSync(path.join(root, 'etc/grub.d/10_linux'), 'utf8')).toContain(
      '\nCLASS="--unrestricted --class gnu-linux --class os"\n',
    );
  });

  it('does not read the password of the boot menu, which is root’s alone', () => {
    hardeningChange('apply', linux, root);
    const found = () => findHardening(root).find(({ row }) => row.id === 'boot-password')?.found;
    put('/etc/grub.d/01_child_link', '');
    expect(found()).toBeNull();
    chmodSync(path.join(root, 'etc/grub.d/01_child_link'), 0o755);
    expect(found()).toBe('—');
  });

  it('R65: has drifted once a row of a hardened machine was undone, and never where nobody hardened it', () => {
    expect(hasHardeningDrifted(root)).toBe(false);
    hardeningChange('apply', linux, root);
    expect(hasHardeningDrifted(root)).toBe(false);
    put('/etc/sysctl.d/60-child-link.conf', 'kernel.sysrq = 1\n');
    expect(hasHardeningDrifted(root)).toBe(true);
    hardeningChange('revert', linux, root);
    expect(hasHardeningDrifted(root)).toBe(false);
  });

  it('R65: has not drifted where IT gave the boot menu no password', () => {
    rmSync(path.join(root, 'etc/child-link/grub-password'));
    hardeningChange('apply', linux, root);
    expect(hasHardeningDrifted(root)).toBe(false);
  });

  it('says when there is no password for the boot menu', () => {
    rmSync(path.join(root, 'etc/child-link/grub-password'));
    hardeningChange('apply', linux, root);
    expect(
      findHardening(root)
        .filter(({ found }) => found !== null)
        .map(({ row }) => row.id),
    ).toEqual(['boot-password']);
  });

  it('leaves another time service alone, and says when there is none', () => {
    rmSync(path.join(root, 'usr/lib/systemd/system/systemd-timesyncd.service'));
    hardeningChange('apply', linux, root);
    const time = () => findHardening(root).find(({ row }) => row.id === 'time')?.found;
    expect(time()).toBe('—');
    const wants = path.join(root, 'etc/systemd/system/multi-user.target.wants');
    symlinkSync('/usr/lib/systemd/system/chrony.service', path.join(wants, 'chrony.service'));
    put('/usr/lib/systemd/system/systemd-timesyncd.service', '');
    hardeningChange('apply', linux, root);
    expect(time()).toBeNull();
    expect(Object.keys(picture()).filter((name) => name.includes('timesyncd.service'))).toHaveLength(1);
  });

  it('takes a line that is commented out for missing', () => {
    hardeningChange('apply', linux, root);
    put('/etc/sysctl.d/60-child-link.conf', '# kernel.sysrq = 0\n');
    expect(findHardening(root).find(({ row }) => row.id === 'sysrq')?.found).not.toBeNull();
  });

  it('is nothing that this verb changes on Windows', () => {
    const windows = { ...linux, platform: 'win32' } as const;
    expect(hardeningChange('apply', windows, root)).toMatchObject({ outcome: 'problem' });
    expect(findHardening(root).every(({ found }) => found !== null)).toBe(true);
  });
});
