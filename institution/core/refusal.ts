import { refuse as refuseWith, type MessageValues, type Result } from '../../shared/result.ts';
import type { LinkRefusalCode } from '../../shared/meeting-link/meeting-link.ts';

/** Why the institution refuses; each code has a sentence in both languages where it is shown. */
export type RefusalCode =
  | LinkRefusalCode
  | 'input-invalid'
  | 'role-missing'
  | 'booking-unknown'
  | 'booking-changed'
  | 'booking-cancelled'
  | 'booking-times'
  | 'booking-past'
  | 'booking-too-long'
  | 'fps-missing'
  | 'child-missing'
  | 'adult-missing'
  | 'site-unknown'
  | 'site-withdrawn'
  | 'conflict-inmate'
  | 'conflict-adult'
  | 'conflict-site'
  | 'conflict-station'
  | 'list-older'
  | 'list-preview-stale'
  | 'list-cancelled'
  | 'staff-unknown'
  | 'staff-changed'
  | 'staff-last-administrator'
  | 'not-set-up'
  | 'copy-no-folder'
  | 'copy-no-key'
  | 'copy-failed'
  | 'set-up-already'
  | 'setup-code-refused'
  | 'zone-unknown'
  | 'clock-wrong'
  | 'pin-code-refused'
  | 'pin-too-weak'
  | 'setting-changed'
  | 'hold-unknown'
  | 'records-changed'
  | 'record-unknown'
  | 'observation-too-long'
  | 'observation-at-station'
  | 'export-failed'
  | 'transfer-not-readable'
  | 'transfer-wrong-code'
  | 'transfer-known'
  | 'setting-invalid'
  | 'directive-too-long'
  | 'not-here'
  | 'station-unknown'
  | 'feed-reset';

export type Refusal = { readonly code: RefusalCode; readonly values: MessageValues };

export type Outcome<T> = Result<T, Refusal>;

export function refuse(code: RefusalCode, values: MessageValues = {}): { ok: false; refusal: Refusal } {
  return refuseWith({ code, values });
}
