import type { Session } from 'electron';
import type { HttpRefusal } from '../network/http.ts';
import { netHttp } from '../network/net-http.ts';
import type { StationNetwork } from '../network/station-network.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import { createMeetingSession, destroyMeetingSession } from './meeting-session.ts';

/** Returns why the host of a meeting is not reached, or null where it answers, with whatever status. */
export type ReachMeeting = (meeting: URL) => Promise<HttpRefusal | null>;

const TIMEOUT_MS = 8000;

/**
 * Asks the meeting's host through a session like the meeting's own, so that proxy, authorities and rules are those of the
 * visit (R4, R63). Only the host is asked: the rest of the link is secret (R14). `prepare`: for tests, which choose the
 * proxy.
 */
export function createMeetingReach(
  hosts: MeetingHosts,
  network: StationNetwork,
  prepare: (session: Session) => Promise<void> = () => Promise.resolve(),
): ReachMeeting {
  return async (meeting) => {
    const session = createMeetingSession({
      hosts,
      network,
      onRefused: () => undefined,
      isGuarded: () => false,
    });
    try {
      await prepare(session);
      const http = netHttp({
        session,
        proxyCredentials: network.proxyCredentials,
        timeoutMs: TIMEOUT_MS,
      });
      const { signal } = new AbortController();
      const url = new URL('/', meeting);
      const sent = await http.send({ method: 'HEAD', url, headers: {}, body: null, signal });
      return sent.ok || sent.refusal === 'redirected' ? null : sent.refusal;
    } finally {
      await destroyMeetingSession(session);
    }
  };
}
