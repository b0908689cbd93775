import { randomUUID } from 'node:crypto';
import { session as electronSession, type Session } from 'electron';
import { verdictWith, type Authorities } from './authorities.ts';

/**
 * A session in memory for the station's own requests (R63), with the system's proxy settings.
 */
export function createNetworkSession(authorities: Authorities): Session {
  const session = electronSession.fromPartition(`network-${randomUUID()}`, { cache: false });
  // Otherwise every new session fetches a dictionary from a foreign host.
  session.setSpellCheckerLanguages([]);
  session.allowNTLMCredentialsForDomains('');
  trustAuthorities(session, authorities);
  return session;
}

/** Makes a session trust authorities besides the machine's. */
export function trustAuthorities(session: Session, authorities: Authorities): void {
  if (authorities.length === 0) return;
  session.setCertificateVerifyProc((request, answer) =>
    answer(verdictWith(authorities, request, Date.now())),
  );
}
