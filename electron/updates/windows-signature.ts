import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';

/** Runs a script of Windows PowerShell with these variables and gives what it printed. Rejects where that fails. */
export type PowerShell = (script: string, environment: Readonly<Record<string, string>>) => Promise<string>;

export type SignatureRefusal =
  /** Windows could not be asked: an update that nobody checked is none. */
  'signature-not-checked' | 'own-signature-invalid' | 'signature-invalid' | 'signature-of-another';

// Paths come by the environment, where no quoting can go wrong.
const SCRIPT = `$ErrorActionPreference = 'Stop'
@($env:CHILD_LINK_OWN, $env:CHILD_LINK_NEW) | ForEach-Object {
  $s = Get-AuthenticodeSignature -LiteralPath $_
  [pscustomobject]@{ Path = $s.Path; Status = $s.Status.ToString(); Subject = "$($s.SignerCertificate.Subject)" }
} | ConvertTo-Json -Compress`;

const Signatures = z.tuple([
  z.object({ Path: z.string(), Status: z.string(), Subject: z.string() }),
  z.object({ Path: z.string(), Status: z.string(), Subject: z.string() }),
]);

/**
 * Whether an installer is validly signed by whoever signed this very program. The updater's own check accepts what it
 * could not check and what has no publisher to compare with; this refuses both.
 */
export async function signedByTheSame(
  own: string,
  installer: string,
  powerShell: PowerShell = windowsPowerShell,
): Promise<Result<string, SignatureRefusal>> {
  let printed: unknown;
  try {
    printed = JSON.parse(await powerShell(SCRIPT, { CHILD_LINK_OWN: own, CHILD_LINK_NEW: installer }));
  } catch {
    return refuse('signature-not-checked');
  }
  const read = Signatures.safeParse(printed);
  if (!read.success) return refuse('signature-not-checked');
  const [mine, theirs] = read.data;
  if (mine.Path !== own || theirs.Path !== installer) return refuse('signature-not-checked');
  if (mine.Status !== 'Valid' || mine.Subject === '') return refuse('own-signature-invalid');
  if (theirs.Status !== 'Valid') return refuse('signature-invalid');
  return theirs.Subject === mine.Subject ? ok(theirs.Subject) : refuse('signature-of-another');
}

const MOST_MS = 60_000;

/** By its full path: a program of the same name elsewhere would answer otherwise. */
function windowsPowerShell(script: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const system = path.win32.join('C:\\', 'Windows', 'System32');
  const program = path.win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return new Promise((settle, fail) => {
    execFile(
      program,
      ['-NoProfile', '-NonInteractive', '-Command', script],
      // Without PSModulePath, which another PowerShell may have set to modules that this one cannot load.
      { env: { SystemRoot: 'C:\\Windows', ...environment }, timeout: MOST_MS, windowsHide: true },
      (error, printed) => (error === null ? settle(printed) : fail(error)),
    );
  });
}
