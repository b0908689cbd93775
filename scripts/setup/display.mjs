// An X server without a screen, for machines without a display and for tests that press keys.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { tiedToUs } from './places.mjs';
import { Unmet } from './unmet.mjs';

const screen = '1280x800x24';
const startMs = 20_000;

/** No display to draw on: only Linux needs one to be named. */
export function isHeadless(environment = process.env) {
  return process.platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY;
}

function answers(path) {
  return new Promise((settle) => {
    const socket = connect({ path });
    const done = (answer) => {
      socket.destroy();
      settle(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

/** Throws `Unmet` if DISPLAY names a local display that does not answer. */
export async function checkDisplay(environment = process.env) {
  const number = /^(?:unix)?:(\d+)/.exec(environment.DISPLAY ?? '')?.[1];
  if (process.platform !== 'linux' || number === undefined) return;
  const path = `/tmp/.X11-unix/X${number}`;
  // Linux X servers listen at the path, or at the same name without a file.
  if ((await answers(path)) || (await answers(`\0${path}`))) return;
  throw new Unmet(
    `DISPLAY is ${environment.DISPLAY}, but no X server answers there: set it to a display that is there, or unset it to have an off-screen one.`,
  );
}

/**
 * Starts Xvfb on a free display number, which it chooses.
 *
 * @returns {Promise<{ name: string, stop: () => Promise<void> }>} `name` is what DISPLAY is to be
 */
export function startDisplay() {
  const own = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'];
  const [command, ...parameters] = [...tiedToUs, 'Xvfb', ...own];
  return new Promise((settle, refuse) => {
    // Its own group: Ctrl-C is for the command, which may still be drawing.
    const server = spawn(command, parameters, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    let number = '';
    const gone = new Promise((ended) => server.once('close', ended));
    const fail = () => {
      clearTimeout(slow);
      refuse(
        new Unmet(
          'The off-screen X server (Xvfb) did not start: see what it says above, or set DISPLAY to a display that is there.',
          said.trim(),
        ),
      );
    };
    const slow = setTimeout(() => {
      server.kill('SIGKILL');
      fail();
    }, startMs);
    server.on('error', (error) => {
      said += error.message;
      fail();
    });
    server.once('close', fail);
    server.stderr?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4_000);
    });
    server.stdio[3]?.on('data', (text) => {
      number += String(text);
      if (!number.includes('\n')) return;
      clearTimeout(slow);
      server.off('close', fail);
      server.unref();
      const stop = async () => {
        if (server.exitCode !== null || server.signalCode !== null) return;
        server.kill('SIGTERM');
        const insist = setTimeout(() => server.kill('SIGKILL'), 3_000);
        await gone;
        clearTimeout(insist);
      };
      settle({ name: `:${number.trim()}`, stop });
    });
  });
}
