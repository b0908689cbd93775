import { describe, expect, it } from 'vitest';
import type { CheckName, CheckResult } from '../session/entries.ts';
import { checkSentence } from './check-words.ts';

const seen = (
  check: CheckName,
  verdict: CheckResult['verdict'],
  detail: string,
  language: 'en' | 'fr' = 'en',
) => checkSentence(check, { verdict, detail }, language);

describe('what a check saw', () => {
  it('is said of the disk in the units of the reader', () => {
    const values = (language: 'en' | 'fr') => {
      const sentence = seen('disk', 'pass', '72611 MB', language);
      return sentence !== null && 'values' in sentence ? sentence.values['amount'] : null;
    };
    expect(values('en')).toBe('76.1\u00a0GB');
    expect(values('fr')).toBe('76,1\u00a0Go');
  });

  it('names the error of a disk that cannot be read', () => {
    expect(seen('disk', 'fail', 'EIO')).toEqual({ key: 'checkSeen.diskUnreadable', values: { code: 'EIO' } });
  });

  it('tells how far a clock is off, ahead or behind', () => {
    expect(seen('clock', 'fail', '-180 s')).toEqual({
      key: 'checkSeen.clockOff',
      values: { length: '3\u00a0min' },
    });
    expect(seen('clock', 'pass', '0 s')).toEqual({
      key: 'checkSeen.clockRight',
      values: { length: '1\u00a0s' },
    });
    expect(seen('clock', 'not-needed', '')).toEqual({ key: 'checkSeen.clockUnknown', values: {} });
  });

  it('says whether the meeting’s host answers, or that the link is refused', () => {
    expect(seen('network', 'pass', 'a.example')?.key).toBe('checkSeen.reached');
    expect(seen('network', 'fail', 'a.example')?.key).toBe('checkSeen.notReached');
    expect(seen('network', 'pass', 'a.example media 1/2')).toEqual({
      key: 'checkSeen.reachedMedia',
      values: { host: 'a.example', answering: 1, total: 2 },
    });
    expect(seen('network', 'fail', 'a.example media 0/2')?.key).toBe('checkSeen.notReachedMedia');
    expect(seen('network', 'fail', 'a.example fault proxy')).toEqual({
      key: 'network-fault',
      code: 'proxy',
      host: 'a.example',
    });
    expect(seen('network', 'fail', 'link-refused')?.key).toBe('checkSeen.linkRefused');
  });

  it('gives the reason of a lock that is not there to be worded', () => {
    expect(seen('lock', 'fail', 'lock-no-display')).toEqual({ key: 'lock-trouble', code: 'lock-no-display' });
  });

  it('leaves a device its own name', () => {
    expect(seen('headset', 'pass', 'Sample Headset')).toEqual({ key: 'as-it-is', text: 'Sample Headset' });
    expect(seen('sound', 'pass', '')).toBeNull();
  });
});
