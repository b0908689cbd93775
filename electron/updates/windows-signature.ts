import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';

/** Runs a Windows PowerShell script with these environment variables and resolves to its output. Rejects on failure. */
export type PowerShell = (script: string, environment: Readonly<Record<string, string>>) => Promise<string>;

export type SignatureRefusal =
  /** Windows could not answer; an unverified update is not installed. */
  'signature-not-checked' | 'own-signature-invalid' | 'signature-invalid' | 'signature-of-another';

// Passes paths through the environment, which needs no quoting.
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
 * Verifies that an installer has a valid signature by the publisher of this program; returns that publisher.
 * electron-updater's own check accepts a file that it could not check or that names no publisher; this one refuses both.
 */
export async function verifySameSigner(
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

const TIMEOUT_MS = 60_000;

/** Uses the full path, so that no other `powershell.exe` can answer. */
function windowsPowerShell(script: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const system = path.win32.join('C:\\', 'Windows', 'System32');
  const program = path.win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return new Promise((settle, fail) => {
    execFile(
      program,
      ['-NoProfile', '-NonInteractive', '-Command', script],
      // Omits PSModulePath, which PowerShell 7 may have pointed at modules that this version cannot load.
      { env: { SystemRoot: 'C:\\Windows', ...environment }, timeout: TIMEOUT_MS, windowsHide: true },
      (error, printed) => (error === null ? settle(printed) : fail(error)),
    );
  });
}
