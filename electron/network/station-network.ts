import { readFileSync } from 'node:fs';
import type { StationSettings } from '../settings/station-settings.ts';
import type { Report } from '../platform/log.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { type Authorities, readAuthorities } from './authorities.ts';
import type { Http } from './http.ts';
import { netHttp, type ProxyCredentials } from './net-http.ts';
import { createNetworkSession } from './network-session.ts';

/** What IT adds to the machine's own network settings. */
export type StationNetwork = {
  /** Trusted besides the machine's own. */
  readonly authorities: Authorities;
  /** What a proxy that asks is given; null for nothing. */
  readonly proxyCredentials: ProxyCredentials | null;
};

/** An unusable file of authorities is reported, and the system's alone count. */
export function readNetwork(settings: StationSettings['network'], report: Report): StationNetwork {
  const { proxyUser, proxyPassword, authoritiesFile } = settings;
  return {
    authorities: authoritiesFile === null ? [] : readAuthoritiesFile(authoritiesFile, report),
    proxyCredentials: proxyUser === null ? null : { user: proxyUser, password: proxyPassword ?? '' },
  };
}

/** The station's own network (R63), for sync and for verbs; call when the app is ready. */
export function createStationHttp({ authorities, proxyCredentials }: StationNetwork): Http {
  return netHttp({ session: createNetworkSession(authorities), proxyCredentials });
}

function readAuthoritiesFile(file: string, report: Report): Authorities {
  try {
    const read = readAuthorities(readFileSync(file, 'utf8'));
    if (read.ok) return read.value;
    report('authorities-unusable', read.refusal);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    report('authorities-unusable', code);
  }
  return [];
}
