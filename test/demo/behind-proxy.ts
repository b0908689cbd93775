import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Result } from '../../shared/result.ts';
import { setUpStage, type Stage, type StageRefusal } from '../practice/stage.ts';
import { startInspectingProxy, type InspectingProxy } from './inspecting-proxy.ts';

const INSTITUTION = 'institution.example';
const MEETING = 'meeting.example';
const CLIENT = 'client.meeting.example';

export interface ProxiedStage {
  readonly stage: Result<Stage, StageRefusal>;
  readonly proxy: InspectingProxy;
  /** What the station's process needs besides its settings. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A stage whose institution and meeting have names that only an inspecting proxy knows: the station reaches both through
 * its password and its private authority, as R63 asks.
 */
export async function setUpProxiedStage(options: {
  readonly folder: string;
  readonly meetingPort: number;
  readonly institutionPort: number;
}): Promise<ProxiedStage> {
  const { folder, meetingPort, institutionPort } = options;
  const certificates = path.join(folder, 'proxy');
  mkdirSync(certificates);
  const proxy = await startInspectingProxy(certificates, {
    [INSTITUTION]: { address: new URL(`http://127.0.0.1:${institutionPort}`), rewritesHost: false },
    [MEETING]: { address: new URL(`http://localhost:${meetingPort}`), rewritesHost: true },
    [CLIENT]: { address: new URL(`http://127.0.0.1:${meetingPort}`), rewritesHost: true },
  });
  const { user, password } = proxy.credentials;
  const stage = await setUpStage({
    folder,
    meetingPort,
    institutionPort,
    institution: 'server',
    meetingOrigin: `https://${MEETING}`,
    settings: {
      serverUrl: `https://${INSTITUTION}`,
      meeting: { sites: [MEETING], pages: [CLIENT], requests: [MEETING, CLIENT], askForBrowserClient: false },
      network: { proxyUser: user, proxyPassword: password, authoritiesFile: proxy.authoritiesFile },
    },
  });
  return { stage, proxy, environment: { https_proxy: `http://127.0.0.1:${proxy.port}` } };
}

/** What a proxy's log must never hold: a query, or a name of the visit. */
export function leaksIn(log: readonly string[], names: readonly string[]): readonly string[] {
  const words = names
    .flatMap((name) => name.split(/[^\p{L}]+/u))
    // Invented families are called like the reserved domain of these hosts.
    .filter((word) => word.length > 3 && !/^ex[ae]mple$/iu.test(word));
  return log.filter(
    (line) => line.includes('?') || words.some((word) => line.toLowerCase().includes(word.toLowerCase())),
  );
}
