import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import recordings from '../../assets/sounds/notice-audio.json' with { type: 'json' };
import { DEFAULT_NOTICE } from './notice.ts';
import { isRecorded, spokenNotice } from './spoken.ts';

const FILES = Object.entries(recordings.texts);
const MOST_BYTES = 400_000;

describe('the recordings of the notice', () => {
  it('are of the version that ships', () => {
    expect(recordings.version).toBe(DEFAULT_NOTICE.version);
    expect(FILES.map(([file]) => file).toSorted()).toEqual([
      'notice-en.ogg',
      'notice-fr.ogg',
      'privileged-en.ogg',
      'privileged-fr.ogg',
    ]);
  });

  it.each(FILES)('say today’s text word for word, in a format that Chromium plays: %s', (file, hash) => {
    const [, part, language] = /^(notice|privileged)-(en|fr)\.ogg$/u.exec(file) ?? [];
    const text = spokenNotice(
      DEFAULT_NOTICE,
      language === 'fr' ? 'fr' : 'en',
      part === 'privileged' ? 'privileged' : 'notice',
    );
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    const bytes = readFileSync(new URL(`../../assets/sounds/${file}`, import.meta.url));
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('OggS');
    expect(bytes.subarray(0, 100).toString('latin1')).toContain('OpusHead');
    expect(bytes.length).toBeLessThan(MOST_BYTES);
  });

  it('say a number in parentheses so that it can be understood', () => {
    expect(spokenNotice(DEFAULT_NOTICE, 'en', 'notice')).toMatch(/subsection\s90, 2 of the Regulations/u);
  });

  it('are offered for the same words under another version, never for other words', () => {
    expect(isRecorded({ ...DEFAULT_NOTICE, version: 'an institution’s own' })).toBe(true);
    const [first, ...rest] = DEFAULT_NOTICE.paragraphs;
    if (first === undefined) throw new Error('The notice has no text');
    const changed = { ...first, fr: `${first.fr} Et plus.` };
    expect(isRecorded({ ...DEFAULT_NOTICE, paragraphs: [changed, ...rest] })).toBe(false);
    expect(isRecorded({ ...DEFAULT_NOTICE, paragraphs: rest })).toBe(false);
    expect(
      isRecorded({ ...DEFAULT_NOTICE, privileged: { ...DEFAULT_NOTICE.privileged, en: 'Other.' } }),
    ).toBe(false);
  });
});
