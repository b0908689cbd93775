import type { PinPanel, VisitPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import { sampleVisit } from './samples.ts';

/** Every state of the visit page, by name; `endsAt` and the rest come from `sampleVisit`. */

const MINUTE = 60_000;
const base = sampleVisit();
const startedAt = (base.endsAt ?? base.now) - 45 * MINUTE;
const messages = (...codes: string[]) => codes.map((code) => ({ code, values: {} }));
const panel = (change: Partial<PinPanel>): PinPanel => ({
  digits: 0,
  message: null,
  checking: false,
  ...change,
});
const support: VisitPageSnapshot['support'] = [
  ...base.support,
  {
    name: { en: 'Invented Parenting Circle', fr: 'Cercle de parents inventé' },
    detail: {
      en: 'Ask the chaplaincy, room B-2, Tuesdays',
      fr: 'Adressez-vous à l’aumônerie, local B-2, le mardi',
    },
  },
  {
    name: { en: 'Invented Centre for Families', fr: 'Centre inventé pour les familles' },
    detail: { en: 'invented.example', fr: 'invented.example' },
  },
];

const STATES: Readonly<Record<string, Partial<VisitPageSnapshot>>> = {
  'strip-supervised': { mode: 'strip' },
  'strip-before-the-visit': { mode: 'strip', endsAt: null },
  'strip-practice': { mode: 'strip', endsAt: null, practice: true },
  'strip-link-lost': { mode: 'strip', messages: messages('link-lost') },
  'strip-over': { mode: 'strip', endsAt: base.now },
  'locking-engaging': { mode: 'locking', locking: { waitsFor: [], mayLeave: false } },
  'locking-unplug': {
    mode: 'locking',
    locking: { waitsFor: ['Sample Keyboard', 'Sample Optical Mouse'], mayLeave: false },
  },
  'locking-leave': { mode: 'locked', locking: { waitsFor: [], mayLeave: true } },
  'locking-leave-attached': {
    mode: 'locked',
    locking: { waitsFor: ['Sample Keyboard', 'Sample Optical Mouse'], mayLeave: true },
  },
  locked: {},
  'locked-button': { buttonHint: true },
  'locked-cue-five': { cue: 5, endsAt: base.now + 5 * MINUTE },
  'locked-cue-one': { cue: 1, endsAt: base.now + MINUTE },
  'locked-over': { endsAt: base.now - MINUTE },
  'locked-link-lost': { messages: messages('link-lost') },
  'locked-link-weak': { messages: messages('link-weak') },
  'locked-webcam-gone': { messages: messages('webcam-gone') },
  'locked-two-messages': { messages: messages('staff-called', 'headset-gone') },
  'locked-four-messages': {
    messages: messages('staff-called', 'headset-gone', 'webcam-gone', 'second-display'),
  },
  'locked-suspended': { messages: messages('suspended') },
  'pin-empty': { panel: panel({}) },
  'pin-typing': { panel: panel({ digits: 4 }) },
  'pin-checking': { panel: panel({ digits: 6, checking: true }) },
  'pin-wrong': { panel: panel({ message: { code: 'pin-wrong', values: {} } }) },
  'pin-blocked': { panel: panel({ message: { code: 'pin-blocked', values: {} } }) },
  'pin-throttled': { panel: panel({ message: { code: 'pin-throttled', values: { seconds: 42 } } }) },
  closing: { mode: 'closing', support, endsAt: null },
  'closing-by-order': { mode: 'closing', support, endsAt: null, endedByOrder: true },
  'closing-no-support': { mode: 'closing', support: [], endsAt: null },
};

/** The names of all states, in the order of a visit. */
export const VISIT_STATES: readonly string[] = Object.keys(STATES);

/** A state of the visit page at an institution whose first language is `firstLanguage`. */
export function visitState(
  name: string,
  firstLanguage: VisitPageSnapshot['firstLanguage'],
): VisitPageSnapshot {
  return sampleVisit({ startedAt, firstLanguage, ...STATES[name] });
}
