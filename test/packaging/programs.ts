import { execFileSync } from 'node:child_process';

/** Throws with the command that installs them if one of the programs is missing. */
export function demandPrograms(programs: readonly string[], packages: string): void {
  for (const program of programs) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' });
    } catch {
      throw new Error(`${program} is missing; install with: sudo apt-get install ${packages}`);
    }
  }
}
