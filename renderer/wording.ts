import { useTranslation } from 'react-i18next';
import type en from '../shared/language/en.json';
import type { Language, Message } from '../shared/ipc/snapshot.ts';
import type { MessageValues } from '../shared/result.ts';

type Catalogue = typeof en;
/** The sections of the catalogue that word codes which come from other parts of the station. */
type CodeSections = Pick<Catalogue, 'refusal' | 'link' | 'alarm' | 'fault' | 'lock' | 'failure'> & {
  readonly 'sync.code': Catalogue['sync']['code'];
};
type CodeSection = keyof CodeSections;
type CodeKey = { [S in CodeSection]: `${S}.${keyof CodeSections[S] & string}` }[CodeSection];

/** How codes become sentences: `refusal.<code>`, `lock.<code>`…; a code nobody worded is shown as it is, never hidden. */
export function useWording() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'fr' ? 'fr' : 'en';
  // Codes of the main process may be newer than the catalogue: whether a key is one is only known now.
  const isKey = (key: string): key is CodeKey => i18n.exists(key);
  const wordIn = (to: Language, section: CodeSection, code: string, values: MessageValues): string => {
    const key = `${section}.${code}`;
    return isKey(key) ? t(key, { ...values, lng: to }) : t(`${section}.other`, { ...values, code, lng: to });
  };
  return {
    t,
    language,
    /** In a language of its own, where both are shown at once. */
    wordIn,
    wordCode: (section: CodeSection, code: string, values: MessageValues = {}) =>
      wordIn(language, section, code, values),
    wordRefusal: (refusal: { readonly code: string; readonly values: MessageValues }) =>
      wordIn(language, 'refusal', refusal.code, refusal.values),
    wordMessage: (section: CodeSection, message: Message) =>
      wordIn(language, section, message.code, message.values),
  };
}
