import type { MessageValues } from '../result.ts';

/** Every reason for which the station refuses a command. Each is worded in both languages under `refusal.<code>`. */
export const REFUSALS = [
  // the call itself
  'call-not-allowed',
  'call-malformed',
  'station-fault',
  'station-not-ready',
  'record-impossible',
  'nothing-to-export',
  'export-failed',
  'export-underway',
  'export-cancelled',
  'bundle-unwritten',
  // who asks
  'not-signed-in',
  'role-missing',
  'staff-unknown',
  'staff-expired',
  'staff-list-too-old',
  'pin-wrong',
  'pin-throttled',
  'pin-blocked',
  'signed-in-already',
  // opening
  'session-underway',
  'booking-unknown',
  'booking-cancelled',
  'booking-used',
  'site-unknown',
  'site-withdrawn',
  'reference-missing',
  'child-missing',
  'adult-missing',
  'adult-checks-not-confirmed',
  'child-not-minor',
  'contact-restricted',
  'visits-suspended',
  'timing-reason-missing',
  'privileged-not-answered',
  'walk-up-not-allowed',
  'id-taken',
  // the steps
  'no-session',
  'wrong-phase',
  'check-missing',
  'check-failed',
  'notice-not-shown',
  'notice-too-short',
  'link-refused',
  'not-connecting',
  'confirmation-incomplete',
  'adult-not-present',
  'media-not-flowing',
  // leaving and coming back
  'settings-not-confirmed',
  'connection-not-confirmed',
  'headset-missing',
  'webcam-missing',
  'lock-unsupported',
  'lock-not-requested',
  'input-still-attached',
  'not-locked',
  // during
  'not-underway',
  'suspended-already',
  'not-suspended',
  'reason-missing',
  'extension-too-long',
  'nothing-to-inform',
  'interrupted-already',
  'not-interrupted',
  'cue-shown-already',
  'assistance-asked-already',
  'no-assistance-asked',
  // ending and after
  'outcome-impossible',
  'outcome-party-missing',
  'session-not-ended',
  'still-locked',
  'must-inform-first',
  'observations-missing',
  'not-waiting',
  'row-mismatch',
  'nothing-changed',
  'directive-answered',
  'directive-expired',
  'directive-for-other-session',
] as const;

export type RefusalCode = (typeof REFUSALS)[number];

/** A refused command: the code, and what its sentence needs (rule 3). */
export interface Refusal {
  readonly code: RefusalCode;
  readonly values: MessageValues;
}
