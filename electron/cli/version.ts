import { currentZoneTable } from '../../shared/zones/zone-table.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `version`: the station's version and its runtime. */
export function version({ program }: CommandContext): CommandResult {
  const { electron, chrome, node, tz: runtimeZones = '' } = process.versions;
  const zones = { table: currentZoneTable().tz, runtime: runtimeZones };
  const runtime = { ...(electron === undefined ? {} : { electron, chrome }), node };
  const parts = Object.entries(runtime).map(([name, number]) => `${name} ${number}`);
  return {
    outcome: 'good',
    lines: [program.version, parts.join(', '), `tzdata ${zones.table} (runtime ${zones.runtime})`],
    json: { ok: true, version: program.version, ...runtime, zones },
  };
}
