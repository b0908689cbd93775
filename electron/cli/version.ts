import type { CommandContext, CommandResult } from './command.ts';

/** `version`: the station's version and its runtime. */
export function version({ program }: CommandContext): CommandResult {
  const { electron, chrome, node } = process.versions;
  const runtime = { ...(electron === undefined ? {} : { electron, chrome }), node };
  const parts = Object.entries(runtime).map(([name, number]) => `${name} ${number}`);
  return {
    outcome: 'good',
    lines: [program.version, parts.join(', ')],
    json: { ok: true, version: program.version, ...runtime },
  };
}
