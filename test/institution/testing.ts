import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { emptySeed } from './practice-data.ts';
import { createInstitution, type Institution, type InstitutionOptions } from './server.ts';
import { testClock, type TestClock } from './station-double.ts';

export const VECTOR_TIME = '2026-11-22T01:02:10.000Z';

/** An empty institution in memory (by default), closed when the test ends. */
export async function startInstitution(
  options: Partial<InstitutionOptions> = {},
): Promise<{ readonly institution: Institution; readonly clock: TestClock }> {
  const clock = testClock(VECTOR_TIME);
  const created = await createInstitution({ dataDir: ':memory:', clock, seed: emptySeed(), ...options });
  if (!created.ok) throw new Error(`The institution did not start: ${JSON.stringify(created.refusal)}`);
  onTestFinished(created.value.close);
  return { institution: created.value, clock };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'institution-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
