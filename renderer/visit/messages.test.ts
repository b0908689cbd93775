import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { coversMeeting, shownMessages } from './messages.ts';

const messages = (...codes: string[]): Message[] => codes.map((code) => ({ code, values: {} }));

describe('the messages of the visit page', () => {
  it('come in one order, each once', () => {
    expect(shownMessages(messages('staff-called', 'link-lost', 'staff-called'))).toEqual([
      'link-lost',
      'staff-called',
    ]);
  });

  it('say something calm for a code that the page does not know', () => {
    expect(shownMessages(messages('new-code'))).toEqual(['other']);
    expect(shownMessages(messages('new-code', 'webcam-gone'))).toEqual(['webcam-gone']);
    expect(shownMessages([])).toEqual([]);
  });
});

describe('the picture', () => {
  it.each([
    ['locked', ['suspended'], true],
    ['locking', ['suspended'], true],
    ['locked', ['ended'], true],
    ['locked', ['link-lost'], false],
    ['locked', [], false],
    ['strip', ['suspended'], false],
  ] as const)('in mode %s with %j is covered: %s', (mode, codes, covered) => {
    expect(coversMeeting({ mode, messages: messages(...codes) })).toBe(covered);
  });
});
