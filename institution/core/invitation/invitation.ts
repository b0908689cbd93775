import type { LinkRefusalCode } from '../../../shared/meeting-link/meeting-link.ts';
import type { MessageValues, Result } from '../../../shared/result.ts';

/** What an invitation fills in on the booking form. Instants in UTC. */
export type Invitation = {
  /** Of a calendar file: which meeting, and which version of it. */
  readonly uid: string | null;
  readonly sequence: number;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly summary: string | null;
  /** Accepted by the link policy. A secret (R14). */
  readonly url: string;
  readonly password: string | null;
  /** The meeting number, digits only. */
  readonly number: string | null;
};

export type InvitationRefusalCode =
  | LinkRefusalCode
  | 'invitation-empty'
  | 'invitation-too-large'
  | 'invitation-not-text'
  | 'invitation-not-a-calendar'
  | 'invitation-no-event'
  | 'invitation-several-events'
  | 'invitation-repeats'
  | 'invitation-cancelled'
  | 'invitation-no-link'
  | 'invitation-two-links'
  | 'invitation-time-invalid'
  | 'invitation-zone-unknown'
  | 'invitation-other-zone';

export type InvitationRefusal = { readonly code: InvitationRefusalCode; readonly values: MessageValues };

/** What a source says before the link policy and the zones are asked. */
export type Draft = Omit<Invitation, 'url'> & {
  readonly links: readonly string[];
  /** The IANA zone in which the times are given; null without times. */
  readonly zone: string | null;
};

export type DraftOutcome = Result<Draft, InvitationRefusal>;
