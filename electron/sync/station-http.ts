import { readFileSync } from 'node:fs';
import type { StationSettings } from '../settings/station-settings.ts';
import type { Report } from '../platform/log.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { type Authorities, readAuthorities } from './authorities.ts';
import type { Http } from './http.ts';
import { netHttp } from './net-http.ts';
import { createNetworkSession } from './network-session.ts';

/**
 * The station's own network (R63), for sync and for verbs; call when the app is ready. An unusable file of authorities is
 * reported, and the system's alone count.
 */
export function createStationHttp(settings: StationSettings['network'], report: Report): Http {
  const { proxyUser, proxyPassword, authoritiesFile } = settings;
  const authorities = authoritiesFile === null ? [] : readAuthoritiesFile(authoritiesFile, report);
  return netHttp({
    session: createNetworkSession(authorities),
    proxyCredentials: proxyUser === null ? null : { user: proxyUser, password: proxyPassword ?? '' },
  });
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
