import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../../shared/ipc/snapshot.ts';
import { findPolicies, placeOf } from '../../lockout/windows/policies.ts';
import { queryRegistry, type RegistryPort } from '../../settings/windows-policy.ts';
import { type CommandContext, type CommandResult, problem } from '../command.ts';
import { findHardening, hasHardeningDrifted } from './linux-table.ts';

const WORDS = {
  en: {
    good: 'in place',
    columns: (wanted: string, found: string) => `wanted: ${wanted}; found: ${found}`,
    howTo: 'To put it right: sudo /usr/lib/child-link-station/hardening/harden.sh apply',
    elsewhere:
      'On Windows run hardening\\harden.ps1 (beside the program) -Verb Check in an administrator’s PowerShell.',
    failed: (detail: string) => `Not applied: ${detail}`,
    applied: 'Applied; it takes hold at the next start of the machine.',
  },
  fr: {
    good: 'en place',
    columns: (wanted: string, found: string) => `voulu : ${wanted}; trouvé : ${found}`,
    howTo: 'Pour corriger : sudo /usr/lib/child-link-station/hardening/harden.sh apply',
    elsewhere:
      'Sous Windows, lancez hardening\\harden.ps1 (à côté du programme) -Verb Check dans un PowerShell d’administrateur.',
    failed: (detail: string) => `Non appliqué : ${detail}`,
    applied: 'Appliqué; l’effet commence au prochain démarrage de l’ordinateur.',
  },
} satisfies Record<Language, object>;

/** `hardening check`: a table of expected and found, and how to mend it. `root` is for tests. */
export function hardeningCheck(
  { language, platform }: Pick<CommandContext, 'language' | 'platform'>,
  root = '/',
  registry: RegistryPort = queryRegistry,
): CommandResult {
  const words = WORDS[language];
  if (platform === 'win32') return policiesCheck(language, registry);
  if (platform !== 'linux') return problem('hardening-elsewhere', words.elsewhere);
  const findings = findHardening(root);
  const isGood = findings.every(({ found }) => found === null);
  const lines = findings.map(({ row, wanted, found }) =>
    found === null
      ? `ok      ${row.what[language]} (${words.good})`
      : `MISSING ${row.what[language]}\n        ${row.file}\n        ${words.columns(wanted, found)}`,
  );
  return {
    outcome: isGood ? 'good' : 'problem',
    lines: isGood ? lines : [...lines, words.howTo],
    json: {
      ok: isGood,
      rows: findings.map(({ row, wanted, found }) => ({ id: row.id, file: row.file, wanted, found })),
    },
  };
}

/** Whether a machine that was hardened no longer is, for the heartbeat (R65). */
export function hasDrifted(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  root = '/',
  registry: RegistryPort = queryRegistry,
): boolean {
  if (platform !== 'win32') return platform === 'linux' && hasHardeningDrifted(root);
  // `harden.ps1` keeps the original values here.
  const kept = path.join(environment['ProgramData'] ?? '', 'Child Link', 'hardening.json');
  return existsSync(kept) && findPolicies(registry).some(({ found }) => found !== null);
}

/** `hardening apply` and `hardening revert`: the script that IT can read, with the originals kept. */
export function hardeningChange(
  verb: 'apply' | 'revert',
  { language, platform, program }: Pick<CommandContext, 'language' | 'platform' | 'program'>,
  root = '',
): CommandResult {
  const words = WORDS[language];
  if (platform !== 'linux') return problem('hardening-elsewhere', words.elsewhere);
  const ended = spawnSync('/bin/sh', [program.hardeningScript, verb, root], { encoding: 'utf8' });
  const detail = ended.error?.message ?? ended.stderr.trim();
  if (ended.status !== 0) return problem('hardening-failed', words.failed(detail));
  return { outcome: 'good', lines: [words.applied], json: { ok: true, verb } };
}

/** The rows that the registry shows; Keyboard Filter, Shell Launcher and the other account are the script's to check. */
function policiesCheck(language: Language, registry: RegistryPort): CommandResult {
  const words = WORDS[language];
  const findings = findPolicies(registry);
  const isGood = findings.every(({ found }) => found === null);
  const lines = findings.map(({ row, found }) =>
    found === null
      ? `ok      ${row.what[language]} (${words.good})`
      : `MISSING ${row.what[language]}\n        ${placeOf(row)} ${row.name}\n        ${words.columns(row.wanted, found === '' ? '—' : found)}`,
  );
  return {
    outcome: isGood ? 'good' : 'problem',
    lines: [...lines, words.elsewhere],
    json: {
      ok: isGood,
      rows: findings.map(({ row, found }) => ({
        key: placeOf(row),
        name: row.name,
        wanted: row.wanted,
        found,
      })),
    },
  };
}
