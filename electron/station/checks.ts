import { statfs } from 'node:fs/promises';
import { MAX_CLOCK_OFFSET_MS } from '../../shared/it/it-warnings.ts';
import type { CheckName, CheckResult } from '../../shared/session/entries.ts';
import type { StationState } from '../../shared/session/state.ts';
import { mediaServerOf } from '../../shared/meeting-link/media-server.ts';
import type { DisplayDevice } from '../../shared/hardware/attached.ts';
import type { DiskReserve } from '../journal/recovery/disk-reserve.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { SystemClock } from '../platform/system-clock.ts';
import type { LinkHosts } from '../meeting/meeting-hosts.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { reachesMedia } from '../diagnostics/media-reach.ts';
import type { ReachMeeting } from '../meeting/meeting-reach.ts';
import { meetingTarget } from './meeting-target.ts';

export interface CheckParts {
  readonly dataFolder: string;
  /** Room kept for the last entries of a session; nothing is held once a full disk took it. */
  readonly diskReserve: Pick<DiskReserve, 'topUp' | 'held'>;
  readonly displays: () => readonly DisplayDevice[];
  readonly clock: Pick<SystemClock, 'offsetMs'>;
  /** The current meeting; null when its link is refused. */
  readonly meetingUrl: () => URL | null;
  readonly reachMeeting: ReachMeeting;
  /** `host:port` of servers that carry sound and pictures, where IT named any. */
  readonly mediaServers: readonly string[];
  readonly lock: Pick<InputLock, 'kind' | 'state'>;
}

/** `meeting`: whose host is asked for where there is no session. */
export type RunChecks = (
  names?: readonly CheckName[],
  meeting?: URL | null,
) => Promise<readonly { readonly check: CheckName; readonly result: CheckResult }[]>;

export interface CheckSources extends Pick<CheckParts, 'displays' | 'clock' | 'lock' | 'reachMeeting'> {
  readonly settings: StationSettings;
  readonly journal: { readonly state: StationState; readonly diskReserve: DiskReserve };
  readonly hosts: LinkHosts;
}

export function createChecks({ settings, journal, hosts, ...rest }: CheckSources): RunChecks {
  const partsFor = (meeting: URL | null): CheckParts => ({
    ...rest,
    dataFolder: settings.dataFolder,
    diskReserve: journal.diskReserve,
    meetingUrl: () => {
      const target = meetingTarget(journal.state, hosts, '');
      return target === null ? meeting : new URL(target.href);
    },
    mediaServers: settings.meeting.mediaServers,
  });
  return (names, meeting = null) => automaticChecks(partsFor(meeting), names);
}

/** The checks that need no person. */
export const AUTOMATIC_CHECKS: readonly CheckName[] = ['display', 'network', 'clock', 'disk', 'lock'];

const LEAST_DISK_BYTES = 200 * 1024 * 1024;
const RESERVE_STEP_BYTES = 1024 * 1024;

/** Makes the checks that need no person (R4), or those of them that are asked for: a verdict and what was seen. */
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
  const count = parts.displays().length;
  return verdict(count === 1, String(count));
}

async function networkCheck(parts: CheckParts): Promise<CheckResult> {
  const meeting = parts.meetingUrl();
  if (meeting === null) return verdict(false, 'link-refused');
  const servers = parts.mediaServers.map(mediaServerOf).filter((server) => server !== null);
  const [fault, media] = await Promise.all([
    parts.reachMeeting(meeting),
    Promise.all(servers.map((server) => reachesMedia(server))),
  ]);
  const reachable = media.filter((way) => way !== 'none').length;
  // Only the host: the rest of the link is secret (R14).
  const { hostname } = meeting;
  if (fault !== null) return verdict(false, `${hostname} fault ${fault}`);
  const detail = media.length === 0 ? hostname : `${hostname} media ${reachable}/${media.length}`;
  return verdict(media.length === 0 || reachable > 0, detail);
}

function clockCheck(parts: CheckParts): CheckResult {
  const { offsetMs: offset } = parts.clock;
  // Without a server's time there is nothing to compare with (R61).
  if (offset === null) return { verdict: 'not-needed', detail: '' };
  return verdict(Math.abs(offset) <= MAX_CLOCK_OFFSET_MS, `${Math.round(offset / 1000)} s`);
}

async function diskCheck(parts: CheckParts): Promise<CheckResult> {
  try {
    // Right after a start the reserve is not there yet: what the disk has room for counts.
    parts.diskReserve.topUp(RESERVE_STEP_BYTES);
    const { bavail, bsize } = await statfs(parts.dataFolder);
    const free = bavail * bsize;
    return verdict(
      free >= LEAST_DISK_BYTES && parts.diskReserve.held() > 0,
      `${Math.floor(free / 1024 / 1024)} MB`,
    );
  } catch (error) {
    return verdict(false, error instanceof Error && 'code' in error ? String(error.code) : 'unreadable');
  }
}

function lockCheck(parts: CheckParts): CheckResult {
  const { kind, state } = parts.lock;
  return state.name === 'unsupported' ? verdict(false, state.why) : verdict(true, kind);
}
