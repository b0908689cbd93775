import { unreachable } from '../../shared/result.ts';
import type { CallCode, CallFault } from './client.ts';

/** Why a sync cycle failed. Each code has a sentence for staff under `refusal.<code>`. */
export type SyncCode =
  | CallCode
  | 'receipt-invalid'
  | 'receipt-missing'
  | 'station-went-back'
  | 'forked'
  | 'chain-closed'
  | 'entry-refused'
  | 'sent-without-body'
  | 'journal-damaged'
  | 'journal-unwritable'
  | 'feed-key-unknown'
  | 'feed-signature-invalid'
  | 'feed-state-mismatch'
  | 'feed-rolled-back'
  | 'feed-expired'
  | 'feed-rows-invalid'
  | 'internal-error';

export type SyncFault = { readonly code: SyncCode; readonly retryAfterMs: number | null };

export function fault(code: SyncCode): SyncFault {
  return { code, retryAfterMs: null };
}

export function callFault({ code, retryAfterMs }: CallFault): SyncFault {
  return { code, retryAfterMs };
}

const QUARTER_HOUR_MS = 15 * 60_000;
const FIVE_MINUTES_MS = 5 * 60_000;

/**
 * `passing`: resolves by waiting, staff need do nothing. `attention`: a person must act.
 * `atLeastMs`: the shortest wait before the next attempt (SYNC.md, Errors).
 */
export function treatmentOf(code: SyncCode): {
  readonly kind: 'passing' | 'attention';
  readonly atLeastMs: number;
} {
  switch (code) {
    case 'unreachable':
    case 'no-network':
    case 'no-route':
    case 'name-unknown':
    case 'clock-skewed':
    case 'timed-out':
    case 'stopped':
    case 'unavailable':
    case 'too-many-requests':
    case 'receipt-missing':
    case 'chain-unknown':
    case 'gap':
    case 'too-large':
      return { kind: 'passing', atLeastMs: 0 };
    case 'storage-full':
      return { kind: 'attention', atLeastMs: FIVE_MINUTES_MS };
    case 'signature-invalid':
    case 'key-unknown':
    case 'station-revoked':
    case 'version-unsupported':
      return { kind: 'attention', atLeastMs: QUARTER_HOUR_MS };
    case 'certificate-authority':
    case 'certificate-name':
    case 'certificate-date':
    case 'certificate-other':
    case 'client-certificate':
    case 'tls':
    case 'proxy':
    case 'proxy-password':
    case 'portal':
    case 'redirected':
    case 'answer-too-large':
    case 'answer-not-json':
    case 'answer-malformed':
    case 'refused':
    case 'malformed':
    case 'hash-mismatch':
    case 'enrolment-refused':
    case 'no-such-entry':
    case 'fork':
    case 'feed-reset':
    case 'receipt-invalid':
    case 'station-went-back':
    case 'forked':
    case 'chain-closed':
    case 'entry-refused':
    case 'sent-without-body':
    case 'journal-damaged':
    case 'journal-unwritable':
    case 'feed-key-unknown':
    case 'feed-signature-invalid':
    case 'feed-state-mismatch':
    case 'feed-rolled-back':
    case 'feed-expired':
    case 'feed-rows-invalid':
    case 'internal-error':
      return { kind: 'attention', atLeastMs: 0 };
    default:
      return unreachable(code);
  }
}
