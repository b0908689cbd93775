import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../setup/places.mjs';

const read = (path: string) => readFileSync(join(repository, path), 'utf8');
type Job = {
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly env?: unknown;
  readonly permissions?: unknown;
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
};
type JobName = 'checks' | 'linux' | 'windows' | 'signatures' | 'draft';

const workflow: { jobs: Record<JobName, Job>; permissions: unknown; env: unknown } = parse(
  read('.github/workflows/release.yml'),
);
const builder = parse(read('electron-builder.yml'));
const scripts = JSON.parse(read('package.json')).scripts;

const runsOf = (job: Job) => job.steps.map((step) => step.run ?? '');
const usesOf = (job: Job) => job.steps.map((step) => step.uses ?? '');
const says = (job: JobName, text: string) => runsOf(workflow.jobs[job]).some((run) => run.includes(text));

describe('the release workflow', () => {
  it('checks, tests and audits before it packages anything', () => {
    for (const text of ['npm run check', 'npm test', 'npm audit'])
      expect(says('checks', text), text).toBe(true);
    expect(workflow.jobs.linux.needs).toBe('checks');
    expect(workflow.jobs.windows.needs).toBe('checks');
    expect(workflow.jobs.signatures.needs).toBe('windows');
  });

  it.each([
    ['linux', 'npm run package -- --linux --release'],
    ['windows', 'npm run package -- --windows --release'],
    ['windows', 'npm run package -- --msi dist/win-unpacked --release'],
  ] as const)(
    'makes %s by the npm script, with reviewed secrets, checksums and provenance',
    (job, script) => {
      for (const text of [script, 'sha256sum']) expect(says(job, text), text).toBe(true);
      expect(workflow.jobs[job].environment).toBe('release');
      expect(
        usesOf(workflow.jobs[job]).some((uses) => uses.startsWith('actions/attest-build-provenance@')),
      ).toBe(true);
      expect(workflow.jobs[job].permissions).toEqual({
        contents: 'read',
        'id-token': 'write',
        attestations: 'write',
      });
    },
  );

  it('signs with a key that may stay in a PKCS#11 module, and verifies every signature on Windows', () => {
    const step = workflow.jobs.windows.steps.find(({ run }) => run?.includes('--windows --release'));
    const named = readFileSync(join(repository, 'scripts/package/sign.ts'), 'utf8').matchAll(
      /\b(?:WIN_CSC|CHILD_LINK_PKCS11|CHILD_LINK_TIMESTAMP)_[A-Z_]*[A-Z]\b/gu,
    );
    expect(Object.keys(step?.env ?? {}).sort()).toEqual(
      [...new Set([...named].map(([name]) => name))].sort(),
    );
    expect(step?.env).toMatchObject({
      WIN_CSC_KEY_PASSWORD: '${{ secrets.WIN_CSC_KEY_PASSWORD }}',
      CHILD_LINK_PKCS11_PIN: '${{ secrets.PKCS11_PIN }}',
    });
    expect(workflow.jobs.signatures['runs-on']).toBe('windows-latest');
    for (const text of ['Get-AuthenticodeSignature', 'TimeStamperCertificate', '*.exe, *.dll, *.node, *.msi'])
      expect(says('signatures', text), text).toBe(true);
  });

  it('lists the parts, Electron among them', () => {
    for (const job of ['linux', 'windows'] as const)
      expect(says(job, 'node scripts/package/parts-list.ts'), job).toBe(true);
  });

  it('verifies every file that it publishes, and leaves publishing to a person', () => {
    expect(workflow.jobs.draft.needs).toEqual(['linux', 'windows', 'signatures']);
    for (const text of ['sha256sum --check --strict', 'gh attestation verify', '--draft', 'release-notes.ts'])
      expect(says('draft', text), text).toBe(true);
    const writers = Object.entries(workflow.jobs).filter(([, job]) =>
      JSON.stringify(job.permissions ?? '').includes('"contents":"write"'),
    );
    expect(writers.map(([name]) => name)).toEqual(['draft']);
  });

  it('checksums everything that it uploads, so that the draft refuses none', () => {
    for (const job of ['linux', 'windows'] as const) expect(says(job, 'sha256sum -- * >'), job).toBe(true);
    expect(says('windows', 'rm -rf dist/win-unpacked dist/builder-*')).toBe(true);
  });

  it('installs what the packaging tests ask for', () => {
    const [, packages = ''] = /const PACKAGES = '([^']+)'/u.exec(read('test/packaging/main.ts')) ?? [];
    const [installs = ''] = runsOf(workflow.jobs.linux).filter((run) => run.includes('apt-get install'));
    expect(packages).not.toBe('');
    expect(packages.split(' ').filter((name) => !installs.split(' ').includes(name))).toEqual([]);
  });

  it('calls only npm scripts that there are', () => {
    const called = Object.values(workflow.jobs)
      .flatMap(runsOf)
      .flatMap((run) => [...run.matchAll(/npm run ([\w:-]+)/gu)].map(([, name = '']) => name));
    expect(called.length).toBeGreaterThan(2);
    for (const name of called) expect(scripts, name).toHaveProperty([name]);
  });

  it('may write nothing by itself, and hands secrets only to the step that needs them', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.env).toEqual({ CI: 'true' });
    for (const job of Object.values(workflow.jobs)) {
      expect(job.env).toBeUndefined();
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
  });
});

describe('the Windows installer', () => {
  it('is for the whole machine, silent, and signed with SHA-256 only', () => {
    expect(builder.nsis).toMatchObject({ perMachine: true, oneClick: true, runAfterFinish: false });
    expect(builder.win.signtoolOptions.signingHashAlgorithms).toEqual(['sha256']);
    expect(builder.win.signtoolOptions.sign).toBe('./scripts/package/sign.ts');
  });

  it('leaves the record where it is when it is uninstalled', () => {
    expect(builder.nsis.deleteAppDataOnUninstall).toBe(false);
  });
});

describe('electron-builder’s fuses', () => {
  it('are each named', () => {
    expect(builder.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});
