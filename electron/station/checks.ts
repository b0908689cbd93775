import { statfs } from 'node:fs/promises';
import type { CheckName, CheckResult } from '../../shared/session/entries.ts';
import { mediaServerOf } from '../../shared/meeting-link/media-server.ts';
import { reachesMedia, reachesTcp } from '../diagnostics/media-reach.ts';

export interface CheckParts {
  readonly dataFolder: string;
  /** Room kept for the last entries of a session; 0 once a full disk took it. */
  readonly reserveBytes: () => number;
  readonly displays: () => number;
  /** Milliseconds that the server's clock is ahead; null when the server was never heard. */
  readonly clockOffsetMs: () => number | null;
  /** Where the meeting is: host and port; null when the link is refused. */
  readonly meetingAddress: () => { readonly host: string; readonly port: number } | null;
  /** `host:port` of servers that carry sound and pictures, where IT named any. */
  readonly mediaServers: readonly string[];
  readonly lock: () => { readonly supported: boolean; readonly kind: string; readonly detail: string };
}

/** The checks that need no person. */
export const AUTOMATIC_CHECKS: readonly CheckName[] = ['display', 'network', 'clock', 'disk', 'lock'];

const CONNECT_TIMEOUT_MS = 5000;
const LEAST_DISK_BYTES = 200 * 1024 * 1024;
const MOST_CLOCK_OFFSET_MS = 2 * 60_000;

/** The checks that need no person (R4), or those of them that are asked for: each gives a verdict and what was seen. */
export async function automaticChecks(
  parts: CheckParts,
  names: readonly CheckName[] = AUTOMATIC_CHECKS,
): Promise<readonly { readonly check: CheckName; readonly result: CheckResult }[]> {
  const found = names.map(async (check) => ({ check, result: await resultOf(check, parts) }));
  return (await Promise.all(found)).flatMap(({ check, result }) =>
    result === null ? [] : [{ check, result }],
  );
}

async function resultOf(check: CheckName, parts: CheckParts): Promise<CheckResult | null> {
  switch (check) {
    case 'display':
      return displayCheck(parts);
    case 'network':
      return networkCheck(parts);
    case 'clock':
      return clockCheck(parts);
    case 'disk':
      return diskCheck(parts);
    case 'lock':
      return lockCheck(parts);
    case 'headset':
    case 'microphone':
    case 'sound':
    case 'echo':
    case 'sign':
    case 'webcam':
      return null;
  }
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
  const servers = parts.mediaServers.map(mediaServerOf).filter((server) => server !== null);
  const [reached, media] = await Promise.all([
    reachesTcp(address.host, address.port, CONNECT_TIMEOUT_MS),
    Promise.all(servers.map((server) => reachesMedia(server))),
  ]);
  const createDispatcher = media.filter((way) => way !== 'none').length;
  // The host is no secret; the rest of the link is, and stays out (R14).
  const detail =
    media.length === 0 ? address.host : `${address.host} media ${createDispatcher}/${media.length}`;
  return verdict(reached && (media.length === 0 || createDispatcher > 0), detail);
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
    return verdict(
      free >= LEAST_DISK_BYTES && parts.reserveBytes() > 0,
      `${Math.floor(free / 1024 / 1024)} MB`,
    );
  } catch (error) {
    return verdict(false, error instanceof Error && 'code' in error ? String(error.code) : 'unreadable');
  }
}

function lockCheck(parts: CheckParts): CheckResult {
  const { supported, kind, detail } = parts.lock();
  return verdict(supported, supported ? kind : detail);
}
