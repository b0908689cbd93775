import { useTranslation } from 'react-i18next';
import type { Message } from '../shared/ipc/snapshot.ts';
import type { MessageValues } from '../shared/result.ts';

/** The sections of the catalogue that word codes which come from other parts of the station. */
type CodeSection = 'refusal' | 'link' | 'alarm' | 'lock' | 'failure' | 'sync.code';

/** How codes become sentences: `refusal.<code>`, `link.<code>`…; a code nobody worded is shown as it is, never hidden. */
export function useWording() {
  const { t, i18n } = useTranslation();
  const wordCode = (section: CodeSection, code: string, values: MessageValues = {}): string => {
    const key = `${section}.${code}`;
    // Codes from the main process may be newer than the catalogue: the one place where a key is not checked by type.
    const word: (key: string, values: MessageValues) => string = t as never;
    return i18n.exists(key) ? word(key, values) : word(`${section}.other`, { ...values, code });
  };
  return {
    t,
    language: i18n.language === 'fr' ? ('fr' as const) : ('en' as const),
    wordCode,
    wordRefusal: (refusal: { readonly code: string; readonly values: MessageValues }) =>
      wordCode('refusal', refusal.code, refusal.values),
    wordMessage: (section: CodeSection, message: Message) => wordCode(section, message.code, message.values),
  };
}
