import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const START_LIMIT_MS = 40_000;
const POLL_MS = 50;

/** Everything that the runner passes to the tests. */
export type Place = {
  readonly node: string;
  readonly folder: string;
};

/** A path as programs under Wine see it. */
export const windowsPath = (file: string): string => `Z:${file.replaceAll('/', '\\')}`;

/** One Windows program, started under Wine and controlled over TCP. */
export class Program {
  readonly process: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting: ((line: string) => void)[] = [];

  private constructor(child: ChildProcess, socket: Socket) {
    this.process = child;
    this.#socket = socket;
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => this.#waiting.shift()?.(line));
  }

  /** Starts `NAME.cjs` of the folder; resolves once it answers. */
  static async start(place: Place, name: string, parameters: readonly string[] = []): Promise<Program> {
    // Node under Wine cannot write to a pipe.
    const file = path.join(place.folder, `${name}.log`);
    const output = openSync(file, 'w');
    const child = spawn(
      'wine',
      [place.node, windowsPath(path.join(place.folder, `${name}.cjs`)), ...parameters],
      {
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    const deadline = performance.now() + START_LIMIT_MS;
    for (;;) {
      const port = /^port (\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
      if (port !== undefined) {
        const socket = connect(Number(port), '127.0.0.1');
        await new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve);
          socket.once('error', reject);
        });
        return new Program(child, socket);
      }
      if (performance.now() > deadline)
        throw new Error(`${name} did not start: ${readFileSync(file, 'utf8')}`);
      await pause(POLL_MS);
    }
  }

  /** Its answer to one order. */
  ask<T>(order: string): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push((line) => resolve(JSON.parse(line)));
      this.#socket.write(`${order}\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
