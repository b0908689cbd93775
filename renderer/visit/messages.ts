import type { Message, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { IconName } from '../components/icon.tsx';

/** The messages that the mother may see (R43), most important first. */
export const VISIT_MESSAGES = [
  'ended',
  'suspended',
  'paused',
  'link-lost',
  'headset-gone',
  'microphone-off',
  'webcam-gone',
  'link-weak',
  'second-display',
  'staff-called',
] as const;
export type VisitMessage = (typeof VISIT_MESSAGES)[number] | 'other';

export const MESSAGE_ICONS: Readonly<Record<VisitMessage, IconName>> = {
  ended: 'check',
  suspended: 'pause',
  paused: 'pause',
  'link-lost': 'cloud',
  'headset-gone': 'headset',
  'microphone-off': 'microphone',
  'webcam-gone': 'camera',
  'link-weak': 'cloud',
  'second-display': 'info',
  'staff-called': 'hand',
  other: 'info',
};

/**
 * The messages to show, each once, in a stable order. An unknown code becomes the calm `other`, if there is nothing
 * else.
 */
export function shownMessages(messages: readonly Message[]): readonly VisitMessage[] {
  const codes = new Set(messages.map(({ code }) => code));
  const known = VISIT_MESSAGES.filter((code) => codes.has(code));
  return known.length === 0 && codes.size > 0 ? ['other'] : known;
}

/** Whether this page must hide the meeting's picture (R45). */
export function coversMeeting({ mode, messages }: Pick<VisitPageSnapshot, 'mode' | 'messages'>): boolean {
  const hiding = messages.some(({ code }) => code === 'suspended' || code === 'paused' || code === 'ended');
  return hiding && (mode === 'locked' || mode === 'locking');
}
