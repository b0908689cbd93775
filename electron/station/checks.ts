import { statfs } from 'node:fs/promises';
import net from 'node:net';
import type { CheckName, CheckResult } from '../../shared/session/entries.ts';

export interface CheckParts {
  readonly dataFolder: string;
  readonly displays: () => number;
  /** Milliseconds that the server's clock is ahead; null when the server was never heard. */
  readonly clockOffsetMs: () => number | null;
  /** Where the meeting is: host and port; null when the link is refused. */
  readonly meetingAddress: () => { readonly host: string; readonly port: number } | null;
  readonly lock: () => { readonly supported: boolean; readonly kind: string; readonly detail: string };
}

const CONNECT_TIMEOUT_MS = 5000;
const LEAST_DISK_BYTES = 200 * 1024 * 1024;
const MOST_CLOCK_OFFSET_MS = 2 * 60_000;

/** The checks that need no person (R4): each gives a verdict and, in figures, what was seen. */
export async function automaticChecks(
  parts: CheckParts,
): Promise<readonly { readonly check: CheckName; readonly result: CheckResult }[]> {
  const [network, disk] = await Promise.all([networkCheck(parts), diskCheck(parts)]);
  return [
    { check: 'display', result: displayCheck(parts) },
    { check: 'network', result: network },
    { check: 'clock', result: clockCheck(parts) },
    { check: 'disk', result: disk },
    { check: 'lock', result: lockCheck(parts) },
  ];
}

function verdict(passed: boolean, detail: string): CheckResult {
  return { verdict: passed ? 'pass' : 'fail', detail };
}

function displayCheck(parts: CheckParts): CheckResult {
  const displays = parts.displays();
  return verdict(displays === 1, String(displays));
}

async function networkCheck(parts: CheckParts): Promise<CheckResult> {
  const address = parts.meetingAddress();
  if (address === null) return verdict(false, 'link-refused');
  const reached = await reaches(address.host, address.port);
  // The host is no secret; the rest of the link is, and stays out (R14).
  return verdict(reached, address.host);
}

function clockCheck(parts: CheckParts): CheckResult {
  const offset = parts.clockOffsetMs();
  // A station that never heard a server cannot be told that its clock is wrong (R61).
  if (offset === null) return { verdict: 'not-needed', detail: '' };
  return verdict(Math.abs(offset) <= MOST_CLOCK_OFFSET_MS, `${Math.round(offset / 1000)} s`);
}

async function diskCheck(parts: CheckParts): Promise<CheckResult> {
  try {
    const { bavail, bsize } = await statfs(parts.dataFolder);
    const free = bavail * bsize;
    return verdict(free >= LEAST_DISK_BYTES, `${Math.floor(free / 1024 / 1024)} MB`);
  } catch (error) {
    return verdict(false, error instanceof Error && 'code' in error ? String(error.code) : 'unreadable');
  }
}

function lockCheck(parts: CheckParts): CheckResult {
  const { supported, kind, detail } = parts.lock();
  return verdict(supported, supported ? kind : detail);
}

/** Whether a TCP connection to the meeting's host opens. Nothing is sent. */
function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
