import type { RegistryPort } from '../../settings/windows-policy.ts';

/** One registry value that does what no hook can; `assets/windows/hardening/harden.ps1` sets it. */
export type PolicyRow = {
  /** The machine's, or the station account's. */
  readonly hive: 'machine' | 'account';
  readonly key: string;
  readonly name: string;
  readonly wanted: string;
  readonly what: { readonly en: string; readonly fr: string };
};

const POLICIES = String.raw`SOFTWARE\Policies\Microsoft\Windows`;
const SYSTEM = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`;
const EXPLORER = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer`;
const ACCESSIBILITY = String.raw`Control Panel\Accessibility`;

/** [hive, key, name, wanted, in English, in French] */
const ROWS: readonly (readonly [PolicyRow['hive'], string, string, string, string, string])[] = [
  [
    'machine',
    SYSTEM,
    'HideFastUserSwitching',
    '1',
    'No switching of users',
    'Pas de changement d’utilisateur',
  ],
  [
    'machine',
    EXPLORER,
    'NoClose',
    '1',
    'No shutting down from the security screen',
    'Pas d’arrêt depuis l’écran de sécurité',
  ],
  [
    'machine',
    String.raw`${POLICIES}\System`,
    'DontDisplayNetworkSelectionUI',
    '1',
    'No networks on the security screen',
    'Pas de réseaux sur l’écran de sécurité',
  ],
  [
    'machine',
    String.raw`SYSTEM\CurrentControlSet\Control\Terminal Server`,
    'fDenyTSConnections',
    '1',
    'No remote desktop',
    'Pas de bureau à distance',
  ],
  [
    'machine',
    String.raw`${POLICIES}\EdgeUI`,
    'AllowEdgeSwipe',
    '0',
    'No swipes from the edges',
    'Pas de balayage depuis les bords',
  ],
  ['machine', String.raw`${POLICIES}\GameDVR`, 'AllowGameDVR', '0', 'No game bar', 'Pas de barre de jeu'],
  [
    'machine',
    String.raw`${POLICIES}\WindowsAI`,
    'TurnOffWindowsCopilot',
    '1',
    'No Copilot',
    'Pas de Copilot',
  ],
  [
    'machine',
    String.raw`SOFTWARE\Policies\Microsoft\WindowsInkWorkspace`,
    'AllowWindowsInkWorkspace',
    '0',
    'No handwriting panel',
    'Pas de panneau d’écriture',
  ],
  [
    'machine',
    String.raw`SOFTWARE\Policies\Microsoft\InputPersonalization`,
    'AllowInputPersonalization',
    '0',
    'No voice typing',
    'Pas de dictée vocale',
  ],
  [
    'machine',
    String.raw`${POLICIES}\RemovableStorageDevices`,
    'Deny_All',
    '1',
    'No memory sticks',
    'Pas de clés USB de stockage',
  ],
  [
    'machine',
    String.raw`${POLICIES}\WindowsUpdate`,
    'SetActiveHours',
    '1',
    'Updates do not restart during visits',
    'Les mises à jour ne redémarrent pas pendant les visites',
  ],
  [
    'machine',
    String.raw`${POLICIES}\WindowsUpdate`,
    'UpdateNotificationLevel',
    '2',
    'No window of the updates',
    'Pas de fenêtre des mises à jour',
  ],
  [
    'machine',
    String.raw`SOFTWARE\Policies\Microsoft\Power\PowerSettings\29F6C1DB-86DA-48C5-9FDB-F2B67B1F44DA`,
    'ACSettingIndex',
    '0',
    'No sleep',
    'Pas de veille',
  ],
  [
    'machine',
    String.raw`SYSTEM\CurrentControlSet\Services\W32Time`,
    'Start',
    '2',
    'The clock follows the network',
    'L’horloge suit le réseau',
  ],
  ['account', SYSTEM, 'DisableTaskMgr', '1', 'No task manager', 'Pas de gestionnaire des tâches'],
  [
    'account',
    SYSTEM,
    'DisableLockWorkstation',
    '1',
    'No locking of the computer',
    'Pas de verrouillage de l’ordinateur',
  ],
  [
    'account',
    SYSTEM,
    'DisableChangePassword',
    '1',
    'No changing of the password',
    'Pas de changement de mot de passe',
  ],
  ['account', EXPLORER, 'NoLogoff', '1', 'No signing out', 'Pas de fermeture de session'],
  ['account', EXPLORER, 'NoWinKeys', '1', 'No Windows keys', 'Pas de touches Windows'],
  ['account', EXPLORER, 'NoRun', '1', 'No Run window', 'Pas de fenêtre Exécuter'],
  [
    'account',
    String.raw`${ACCESSIBILITY}\StickyKeys`,
    'Flags',
    '506',
    'Five times Shift does nothing',
    'Cinq fois Maj ne fait rien',
  ],
  [
    'account',
    String.raw`${ACCESSIBILITY}\Keyboard Response`,
    'Flags',
    '122',
    'Holding Shift does nothing',
    'Maintenir Maj ne fait rien',
  ],
  [
    'account',
    String.raw`${ACCESSIBILITY}\ToggleKeys`,
    'Flags',
    '58',
    'Holding Num Lock does nothing',
    'Maintenir Verr. num. ne fait rien',
  ],
];

export const POLICY_ROWS: readonly PolicyRow[] = ROWS.map(([hive, key, name, wanted, en, fr]) => ({
  hive,
  key,
  name,
  wanted,
  what: { en, fr },
}));

/** One row compared; `found` is null where it is as wanted, and empty where there is none. */
export type PolicyFinding = { readonly row: PolicyRow; readonly found: string | null };

/** What `reg.exe query` prints of one value: four blanks, the name, its type, the data. */
const VALUE = /^ {4}(.+?) {4}REG_[A-Z_]+ {4}(.*)$/u;

/** Compares this machine and the current account with the table (R32). Reads only. */
export function findPolicies(registry: RegistryPort): readonly PolicyFinding[] {
  const printed = new Map<string, string>();
  return POLICY_ROWS.map((row) => {
    const key = placeOf(row);
    const text = printed.get(key) ?? registry(key) ?? '';
    printed.set(key, text);
    const found = valueIn(text, row.name);
    return { row, found: found === row.wanted ? null : found };
  });
}

/** The key with its hive, in `reg.exe` notation. */
export function placeOf({ hive, key }: PolicyRow): string {
  return `${hive === 'machine' ? 'HKEY_LOCAL_MACHINE' : 'HKEY_CURRENT_USER'}\\${key}`;
}

/** Numbers are printed as `0x1`. */
function valueIn(printed: string, name: string): string {
  for (const line of printed.split(/\r?\n/u)) {
    const [, found, data = ''] = VALUE.exec(line) ?? [];
    if (found?.toLowerCase() !== name.toLowerCase()) continue;
    return /^0x[0-9a-f]+$/iu.test(data) ? String(Number(data)) : data;
  }
  return '';
}
