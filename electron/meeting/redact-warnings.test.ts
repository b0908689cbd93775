import { expect, it } from 'vitest';
import { withoutAddresses } from './redact-warnings.ts';

it('a warning names no meeting', () => {
  const text =
    'electron: Failed to load URL: https://visits-exemple.webex.com/j.php?MTID=m1 with error: ERR_TIMED_OUT';
  expect(withoutAddresses(text)).toBe('electron: Failed to load URL: (address) with error: ERR_TIMED_OUT');
});
