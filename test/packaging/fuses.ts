import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { demand } from './report.ts';

/** Each fuse as it must be. */
const FUSES: readonly (readonly [FuseV1Options, FuseState])[] = [
  [FuseV1Options.RunAsNode, FuseState.DISABLE],
  [FuseV1Options.EnableCookieEncryption, FuseState.ENABLE],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE],
  [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseState.ENABLE],
  [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FuseState.DISABLE],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE],
  [FuseV1Options.WasmTrapHandlers, FuseState.ENABLE],
];
/** Electron before 41 has no ninth fuse. */
const LEAST = 8;

/** Reads the fuses of a program back; a fuse that the table does not name is a fault too. */
export async function demandFuses(program: string): Promise<string> {
  const wire = await getCurrentFuseWire(program);
  const present = Object.entries(wire).filter(([fuse]) => /^\d+$/u.test(fuse));
  demand(present.length >= LEAST, `only ${present.length} fuses`);
  for (const [fuse, state] of present) {
    const row = FUSES.find(([named]) => String(named) === fuse);
    demand(row !== undefined, `fuse ${fuse} is not in the table`);
    demand(state === row[1], `${FuseV1Options[row[0]]} is ${String(state)}`);
  }
  return `${present.length} as wanted`;
}
