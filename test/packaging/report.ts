/** A check of an artefact. Returns what it measured, for people; throws what is wrong. */
export type Check = () => string | Promise<string>;

/** Throws a sentence. */
export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Runs the checks one after another and prints a line for each. Returns how many failed. */
export async function runChecks(
  checks: readonly (readonly [name: string, check: Check])[],
  out: (line: string) => void,
): Promise<number> {
  let failed = 0;
  for (const [name, check] of checks) {
    try {
      out(`ok      ${name}: ${await check()}`);
    } catch (error) {
      failed += 1;
      out(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}
