import type { Outcome } from '../core/refusal.ts';
import type { RunningVisits } from '../core/running-visits.ts';
import type { IssuedCode } from '../core/staff.ts';
import type { LocalText } from '../../shared/language/local-text.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';

export type ListedStation = {
  readonly station: string;
  readonly location: LocalText;
  readonly platform: string;
  readonly appVersion: string;
  readonly enrolledAt: string;
  readonly revokedAt: string | null;
  readonly heardAt: string | null;
  /** Of the last heartbeat; null before the first. */
  readonly report: {
    readonly phase: string;
    readonly pending: number;
    readonly oldestPendingAt: string | null;
    readonly diskFreeBytes: number | null;
    readonly release: string;
    readonly health: readonly { readonly code: string; readonly since: string }[];
  } | null;
};

/** A station that is to be enrolled. `device`: the only computer that may use the code; null for any. */
export type CodeRequest = {
  readonly location: { readonly en: string; readonly fr: string };
  readonly device: string | null;
};

/** What only an institution has that many stations reach over a network. */
export interface ServicePort {
  readonly visits: Pick<RunningVisits, 'changes'>;
  stations(): Promise<readonly ListedStation[]>;
  issueCodes(
    actor: string,
    requests: readonly CodeRequest[],
  ): Promise<readonly (CodeRequest & { readonly code: string })[]>;
  revoke(actor: string, station: string): Promise<Outcome<null>>;
  /** Rows of the tracking sheet; days both included. `everywhere`: of every institution. */
  sheet(
    period: { readonly from: string; readonly to: string },
    everywhere: boolean,
  ): Promise<readonly TrackingRow[]>;
  /** The institution's rows of a period for a person who sends the sheet on, noted in the audit. */
  transmit(
    actor: string,
    period: { readonly from: string; readonly to: string },
  ): Promise<readonly TrackingRow[]>;
  /** A code with which a member of the staff chooses a password for the browser. */
  invite(actor: string, staff: string): Promise<Outcome<IssuedCode>>;
}
