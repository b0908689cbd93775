import type { NoticeText } from '../ipc/snapshot.ts';
import { DEFAULT_NOTICE } from './notice.ts';

/** What is read aloud in one language: the notice itself, or the line of a privileged session (R16, R23). */
export function spokenNotice(
  notice: NoticeText,
  language: 'en' | 'fr',
  part: 'notice' | 'privileged',
): string {
  const texts = part === 'privileged' ? [notice.privileged] : [notice.title, ...notice.paragraphs];
  return `${texts.map((text) => forTheEar(text[language])).join('\n\n')}\n`;
}

/**
 * Whether the recordings that ship say this notice word for word, in both languages. The texts decide, not the version:
 * an institution may send another text under a name that we use, and ours under one of its own.
 */
export function isRecorded(notice: NoticeText): boolean {
  return (['en', 'fr'] as const).every((language) =>
    (['notice', 'privileged'] as const).every(
      (part) => spokenNotice(notice, language, part) === spokenNotice(DEFAULT_NOTICE, language, part),
    ),
  );
}

/** `90(2)` is said as two numbers with a pause; a title ends like a sentence. */
function forTheEar(text: string): string {
  const said = text.replaceAll(/(\d+)\((\d+)\)/gu, '$1, $2');
  return /[.!?]$/u.test(said) ? said : `${said}.`;
}
