import { describe, expect, it } from 'vitest';
import { withoutLinks } from './log.ts';

describe('a line of the log', () => {
  it.each([
    ['failed https://example.webex.com/meet/room?pwd=secret now', 'failed https://example.webex.com/… now'],
    ["net::ERR at 'https://a.example/x'", "net::ERR at 'https://a.example/…'"],
    ['wss://a.example/socket?token=1,wss://b.example/2', 'wss://a.example/…'],
    ['no link here: EACCES /var/lib', 'no link here: EACCES /var/lib'],
  ])('keeps no more of a link than its host: %s', (detail, kept) => {
    expect(withoutLinks(detail)).toBe(kept);
  });
});
