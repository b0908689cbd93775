import { existsSync, lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../../shared/ipc/snapshot.ts';

/** What a hardened Linux station must have; `assets/linux/hardening/harden.sh` installs it. */
export type HardeningRow = {
  readonly id: string;
  readonly file: string;
  readonly what: Readonly<Record<Language, string>>;
} & (
  | { readonly lines: readonly string[] }
  | { readonly target: string }
  /** Holds a secret: only root can read it, so only that it exists can be checked. */
  | { readonly rootOnly: true }
  /** Links of which one must exist; the first is the one that the script makes. */
  | { readonly oneOf: readonly string[] }
);

/** Where `harden.sh` keeps what was there before. */
const ORIGINALS = '/var/lib/child-link-hardening';
const GRUB_PASSWORD = '/etc/child-link/grub-password';
const UNITS = '/usr/lib/systemd/system';
const WANTED = '/etc/systemd/system';
const TIMESYNCD = `${WANTED}/sysinit.target.wants/systemd-timesyncd.service`;
const LOGIND_KEYS = [
  'PowerKey',
  'SuspendKey',
  'HibernateKey',
  'RebootKey',
  'LidSwitch',
  'LidSwitchExternalPower',
];

export const LINUX_ROWS: readonly HardeningRow[] = [
  {
    id: 'sysrq',
    file: '/etc/sysctl.d/60-child-link.conf',
    what: { en: 'The SysRq key does nothing', fr: 'La touche SysRq est sans effet' },
    lines: ['kernel.sysrq = 0'],
  },
  {
    id: 'terminals',
    file: '/etc/systemd/logind.conf.d/60-child-link.conf',
    what: { en: 'There is no other terminal', fr: 'Il n’y a pas d’autre terminal' },
    lines: ['NAutoVTs=0', 'ReserveVT=0'],
  },
  {
    id: 'machine-keys',
    file: '/etc/systemd/logind.conf.d/60-child-link.conf',
    what: {
      en: 'Power, sleep and lid do nothing',
      fr: 'Alimentation, veille et couvercle sont sans effet',
    },
    lines: LOGIND_KEYS.map((key) => `Handle${key}=ignore`),
  },
  {
    id: 'restart-burst',
    file: '/etc/systemd/system.conf.d/60-child-link.conf',
    what: {
      en: 'Control+Alt+Delete, repeated, does not restart',
      fr: 'Ctrl+Alt+Suppr répété ne redémarre pas',
    },
    lines: ['CtrlAltDelBurstAction=none'],
  },
  {
    id: 'ctrl-alt-del',
    file: '/etc/systemd/system/ctrl-alt-del.target',
    what: { en: 'Control+Alt+Delete does not restart', fr: 'Ctrl+Alt+Suppr ne redémarre pas' },
    target: '/dev/null',
  },
  {
    id: 'terminal-sign-in',
    file: '/etc/systemd/system/autovt@.service',
    what: { en: 'No terminal offers to sign in', fr: 'Aucun terminal ne propose de connexion' },
    target: '/dev/null',
  },
  {
    id: 'x-session',
    file: '/etc/X11/xorg.conf.d/60-child-link.conf',
    what: { en: 'X leads to no terminal', fr: 'X ne mène à aucun terminal' },
    lines: ['Option "DontVTSwitch" "on"', 'Option "DontZap" "on"'],
  },
  {
    id: 'usb',
    file: '/etc/udev/rules.d/60-child-link-usb.rules',
    what: {
      en: 'Of USB only sound, keyboards and pointers, hubs and webcams are admitted',
      fr: 'D’USB, seuls le son, les claviers et pointeurs, les concentrateurs et les webcams sont admis',
    },
    lines: [
      `ACTION=="add", SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface", ${['01', '03', '09', '0e']
        .map((kind) => `ATTR{bInterfaceClass}!="${kind}"`)
        .join(', ')}, ATTR{authorized}="0"`,
    ],
  },
  {
    id: 'boot-menu',
    file: '/etc/default/grub.d/60-child-link.cfg',
    what: {
      en: 'The boot menu is hidden and has no recovery entry',
      fr: 'Le menu de démarrage est masqué et n’offre pas de récupération',
    },
    lines: ['GRUB_TIMEOUT=0', 'GRUB_TIMEOUT_STYLE=hidden', 'GRUB_DISABLE_RECOVERY=true'],
  },
  {
    id: 'boot-password',
    file: '/etc/grub.d/01_child_link',
    what: {
      en: 'The boot menu asks for a password',
      fr: 'Le menu de démarrage demande un mot de passe',
    },
    rootOnly: true,
  },
  {
    id: 'time',
    file: TIMESYNCD,
    what: { en: 'The clock follows the network', fr: 'L’horloge suit le réseau' },
    oneOf: [
      TIMESYNCD,
      ...['chrony', 'ntpsec', 'ntp'].map((name) => `${WANTED}/multi-user.target.wants/${name}.service`),
    ],
  },
  {
    id: 'no-desktop',
    file: '/etc/systemd/system/default.target',
    what: { en: 'The machine starts without a desktop', fr: 'L’ordinateur démarre sans bureau' },
    target: `${UNITS}/multi-user.target`,
  },
  {
    id: 'lock',
    file: '/etc/systemd/system/sysinit.target.wants/child-link-lock.service',
    what: {
      en: 'The lock of keyboard and mouse starts with the machine',
      fr: 'Le verrou du clavier et de la souris démarre avec l’ordinateur',
    },
    target: `${UNITS}/child-link-lock.service`,
  },
  {
    id: 'kiosk',
    file: '/etc/systemd/system/multi-user.target.wants/child-link-station.service',
    what: { en: 'The station starts with the machine', fr: 'Le poste démarre avec l’ordinateur' },
    target: `${UNITS}/child-link-station.service`,
  },
];

/** One row compared: expected and found. `found` is null when it matches. */
export interface HardeningFinding {
  readonly row: HardeningRow;
  readonly wanted: string;
  readonly found: string | null;
}

/** Compares a machine, or a copy of one below `root`, with the table. Reads only. */
export function findHardening(root: string): readonly HardeningFinding[] {
  return LINUX_ROWS.map((row) => {
    const file = path.join(root, row.file);
    if ('target' in row) {
      const found = linkTarget(file);
      return { row, wanted: `→ ${row.target}`, found: found === row.target ? null : (found ?? '—') };
    }
    if ('rootOnly' in row) {
      const mode = statSync(file, { throwIfNoEntry: false })?.mode;
      const isClosed = mode !== undefined && (mode & 0o077) === 0;
      return { row, wanted: '-rwx------', found: isClosed ? null : '—' };
    }
    if ('oneOf' in row) {
      const isThere = row.oneOf.some((link) => linkTarget(path.join(root, link)) !== null);
      return {
        row,
        wanted: row.oneOf.map((link) => path.basename(link)).join(' | '),
        found: isThere ? null : '—',
      };
    }
    const there = textOf(file)
      ?.split('\n')
      .map((line) => line.trim());
    const missing = row.lines.filter((line) => there?.includes(line) !== true);
    const found = missing.length === 0 ? null : there === undefined ? '—' : `≠ ${missing.join('; ')}`;
    return { row, wanted: row.lines.join('; '), found };
  });
}

/**
 * Whether a machine that was hardened no longer is. The password of the boot menu counts where IT has given one.
 * Reads only.
 */
export function hasHardeningDrifted(root: string): boolean {
  if (!existsSync(path.join(root, ORIGINALS))) return false;
  const hasPassword = existsSync(path.join(root, GRUB_PASSWORD));
  return findHardening(root).some(
    ({ row, found }) => found !== null && (row.id !== 'boot-password' || hasPassword),
  );
}

function linkTarget(file: string): string | null {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : file;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
