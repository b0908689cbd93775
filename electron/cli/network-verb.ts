import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import { SystemClock } from '../platform/system-clock.ts';
import { offerClientCertificate } from '../network/client-certificate.ts';
import { createStationHttp, readNetwork } from '../network/station-network.ts';
import { exitNow } from '../platform/exit-now.ts';
import { packagedProgram } from '../workers/spawn-worker.ts';
import { networkVerbStart } from './network-verb-start.ts';
import { runCommand } from './run.ts';

/** Runs a verb that uses the network, in the main process (see `network-verb-start.ts`), and exits with its code. */

const EXIT_PROBLEM = 1;
const NO_NETWORK_SETTINGS = {
  proxyUser: null,
  proxyPassword: null,
  authoritiesFile: null,
  signedAuthority: null,
  clientCertificateIssuer: null,
};

const started = networkVerbStart(process.argv.slice(app.isPackaged ? 1 : 2));
// The running station has a profile of its own, and two processes cannot share one.
const profile = mkdtempSync(path.join(tmpdir(), 'child-link-verb-'));
app.setPath('userData', profile);

async function run(args: readonly string[]): Promise<number> {
  await app.whenReady();
  const report = (code: string, detail: string): void => void process.stderr.write(`${code} ${detail}\n`);
  return runCommand(args, {
    clock: new SystemClock(),
    platform: process.platform,
    environment: process.env,
    program: packagedProgram(),
    http: (settings) => {
      const network = settings?.network ?? NO_NETWORK_SETTINGS;
      offerClientCertificate({ serverUrl: settings?.serverUrl ?? null, network });
      return createStationHttp(readNetwork(network, report));
    },
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

function end(code: number): void {
  rmSync(profile, { recursive: true, force: true });
  exitNow(code);
}

if (started.kind === 'verb') {
  run(started.args).then(end, (error: unknown) => {
    // A bug: one line for the report, not a stack trace.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    end(EXIT_PROBLEM);
  });
} else end(EXIT_PROBLEM);
