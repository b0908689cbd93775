import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { electronRuntime } from '../../../scripts/electron-path.ts';
import { parseCommand } from '../commands.ts';

export interface SimulatorPanel {
  readonly url: string;
  close(): void;
}

export interface PanelParts {
  /** Where the simulator keeps what is plugged; shown whenever it changes. */
  readonly stateFile: string;
  /** Hands one line to the station's simulator. */
  readonly send: (command: string) => void;
}

const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '': { file: 'page.html', type: 'text/html; charset=utf-8' },
  'page.js': { file: 'page.js', type: 'text/javascript' },
};
const NOTHING = '{"devices":[],"troubles":[]}';
const LONGEST_COMMAND = 500;

/** Serves the side panel to this machine alone, under an address that cannot be guessed. */
export async function servePanel({ stateFile, send }: PanelParts): Promise<SimulatorPanel> {
  const key = randomBytes(16).toString('hex');
  const viewers = new Set<ServerResponse>();
  const state = (): string => {
    try {
      return JSON.stringify(JSON.parse(readFileSync(stateFile, 'utf8')));
    } catch {
      // Not written yet, or just being written: the next change brings it.
      return NOTHING;
    }
  };
  const server = createServer((request, response) => {
    const [, given, name = ''] = (request.url ?? '').split('/');
    if (given !== key) return void response.writeHead(404).end();
    if (name === 'state') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`data: ${state()}\n\n`);
      viewers.add(response);
      response.once('close', () => viewers.delete(response));
      return;
    }
    if (name === 'command' && request.method === 'POST') {
      let text = '';
      request.on('data', (part: Buffer) => (text = (text + part.toString()).slice(0, LONGEST_COMMAND)));
      request.on('end', () => {
        const command = parseCommand(text);
        if (command.ok) send(text.replaceAll('\n', ' '));
        response.writeHead(command.ok ? 200 : 400).end(command.ok ? 'sent' : command.refusal.code);
      });
      return;
    }
    const asked = FILES[name];
    if (asked === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': asked.type });
    response.end(readFileSync(path.join(import.meta.dirname, asked.file)));
  });
  const watcher = watch(path.dirname(stateFile), (_event, name) => {
    if (name !== path.basename(stateFile)) return;
    for (const viewer of viewers) viewer.write(`data: ${state()}\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${key}/`,
    close: () => {
      watcher.close();
      for (const viewer of viewers) viewer.destroy();
      server.close();
    },
  };
}

/** Opens the panel in a window beside the station. Returns a function that closes it. */
export function openPanelWindow(panel: SimulatorPanel): () => void {
  const userData = mkdtempSync(path.join(tmpdir(), 'child-link-panel-'));
  const child = spawn(
    electronRuntime().binary,
    [
      // Containers run as root, for whom Chromium's own sandbox does not start.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      path.join(import.meta.dirname, 'window'),
      panel.url,
      `--user-data-dir=${userData}`,
    ],
    { stdio: 'ignore' },
  );
  child.once('exit', () => rmSync(userData, { recursive: true, force: true }));
  return () => void child.kill('SIGTERM');
}
