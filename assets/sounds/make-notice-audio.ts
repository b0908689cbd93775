import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import notice from '../../shared/notice/notice.json' with { type: 'json' };
import { spokenNotice } from '../../shared/notice/spoken.ts';

/**
 * Makes the recordings of the notice from its text (R23): `node assets/sounds/make-notice-audio.ts`. Needs the free
 * synthesizer espeak-ng and opusenc (packages espeak-ng and opus-tools on Debian). To be run again, and the files
 * committed, whenever `shared/notice/notice.json` changes; a test holds the two together.
 */
const VOICES = { en: 'en-us', fr: 'fr' } as const;
const WORDS_A_MINUTE = '135';
const KILOBITS = '20';

const made: Record<string, string> = {};
for (const language of ['en', 'fr'] as const) {
  for (const part of ['notice', 'privileged'] as const) {
    const text = spokenNotice(notice, language, part);
    const speech = execFileSync(
      'espeak-ng',
      ['-v', VOICES[language], '-s', WORDS_A_MINUTE, '-g', '4', '--stdin', '--stdout'],
      { input: text, maxBuffer: 1 << 26 },
    );
    const file = `${part}-${language}.ogg`;
    execFileSync(
      'opusenc',
      [
        '--quiet',
        '--speech',
        '--bitrate',
        KILOBITS,
        '--comment',
        `title=${file}`,
        '-',
        path.join(import.meta.dirname, file),
      ],
      { input: speech },
    );
    made[file] = createHash('sha256').update(text).digest('hex');
  }
}
writeFileSync(
  path.join(import.meta.dirname, 'notice-audio.json'),
  `${JSON.stringify({ version: notice.version, texts: made }, null, 2)}\n`,
);
