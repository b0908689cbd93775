import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';

/** An OpenPGP key for this run alone, as a file that `CHILD_LINK_APT_KEY` may name. */
export function makeKey(folder: string, name: string): string {
  const home = mkdtempSync(path.join(folder, 'gpg-'));
  const gpg = (...parameters: readonly string[]): Buffer =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...parameters], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const file = path.join(folder, `${name}.key`);
  gpg(
    '--passphrase',
    '',
    '--quick-gen-key',
    `${name} <${name}@institution.invalid>`,
    'rsa2048',
    'sign',
    'never',
  );
  gpg('--output', file, '--export-secret-keys');
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
  rmSync(home, { recursive: true });
  return file;
}

/** Makes a package source with these packages, as IT does: `npm run package -- --apt-repository DIR`. */
export function makeSource(folder: string, packages: readonly string[], keyFile: string): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [n, file] of packages.entries()) {
    const out = path.join(folder, 'out', String(n));
    mkdirSync(out, { recursive: true });
    copyFileSync(file, path.join(out, path.basename(file)));
    execFileSync(process.execPath, ['scripts/package.ts', '--out', out, '--apt-repository', folder], {
      env: { ...process.env, CHILD_LINK_APT_KEY: keyFile },
      stdio: 'ignore',
    });
  }
  rmSync(path.join(folder, 'out'), { recursive: true });
  return folder;
}

/** Hands out the files of one folder, which may be another one later. */
export class PackageServer {
  folder = '';
  readonly #server: Server;
  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PackageServer> {
    const made = new PackageServer(
      createServer((request, response) => {
        const file = path.join(made.folder, path.normalize(new URL(request.url ?? '/', 'http://x').pathname));
        if (made.folder === '' || !existsSync(file)) {
          response.writeHead(404).end();
          return;
        }
        response.writeHead(200).end(readFileSync(file));
      }),
    );
    await new Promise<void>((settle) => made.#server.listen(0, '127.0.0.1', settle));
    return made;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
