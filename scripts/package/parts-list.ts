// node scripts/package/parts-list.ts > FILE
// The parts list of what is shipped, in CycloneDX: npm's, and what Electron brings, which npm counts among the tools.
import { execFileSync } from 'node:child_process';
import { electronRuntime } from '../electron-path.ts';
import { reportUnmet } from '../setup/unmet.mjs';

type Component = {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
};
type PartsList = { readonly components: readonly Component[] };

const BUNDLED = ['electron', 'chrome', 'node', 'v8', 'openssl', 'boringssl'] as const;

/** What the runtime says it is made of. */
export function runtimeComponents(versions: Readonly<Record<string, string>>): Component[] {
  return BUNDLED.flatMap((name) => {
    const version = versions[name];
    if (version === undefined) return [];
    if (name === 'electron')
      return [{ type: 'framework', name, version, purl: `pkg:npm/electron@${version}` }];
    return [{ type: 'framework', name: name === 'chrome' ? 'chromium' : name, version }];
  });
}

function partsList(): PartsList {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const own: PartsList = JSON.parse(
    execFileSync(npm, ['sbom', '--sbom-format=cyclonedx', '--omit=dev'], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      shell: process.platform === 'win32',
    }),
  );
  const versions: Record<string, string> = JSON.parse(
    execFileSync(electronRuntime().binary, ['-p', 'JSON.stringify(process.versions)'], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    }),
  );
  return { ...own, components: [...runtimeComponents(versions), ...own.components] };
}

if (import.meta.main) {
  try {
    process.stdout.write(`${JSON.stringify(partsList(), null, 2)}\n`);
  } catch (error) {
    reportUnmet(error);
  }
}
