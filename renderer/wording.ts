import { useTranslation } from 'react-i18next';
import type en from '../shared/language/en.json';
import type { Language, Message } from '../shared/ipc/snapshot.ts';
import type { MessageValues } from '../shared/result.ts';

type Catalogue = typeof en;
/** The sections of the catalogue for codes from other parts of the station. */
type CodeSections = Pick<
  Catalogue,
  'refusal' | 'link' | 'alarm' | 'fault' | 'lock' | 'failure' | 'checkNetwork'
> & {
  readonly 'sync.code': Catalogue['sync']['code'];
  readonly 'institution.refusal': Catalogue['institution']['refusal'];
  readonly 'institution.list': Catalogue['institution']['list'];
  readonly 'order.reason': Catalogue['order']['reason'];
  readonly 'institution.health': Catalogue['institution']['health'];
  readonly 'institution.now.phase': Catalogue['institution']['now']['phase'];
  readonly 'institution.now.how': Catalogue['institution']['now']['how'];
  readonly 'institution.now.cause': Catalogue['institution']['now']['cause'];
  readonly pause: Catalogue['pause'];
};
type CodeSection = keyof CodeSections;
type CodeKey = { [S in CodeSection]: `${S}.${keyof CodeSections[S] & string}` }[CodeSection];

/** Words codes: `refusal.<code>`, `lock.<code>`…; a code without a text is shown as it is, never hidden. */
export function useWording() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'fr' ? 'fr' : 'en';
  // A code of the main process may be missing in the catalogue, so a key is checked at run time.
  const isKey = (key: string): key is CodeKey => i18n.exists(key);
  const wordIn = (to: Language, section: CodeSection, code: string, values: MessageValues): string => {
    const key = `${section}.${code}`;
    return isKey(key) ? t(key, { ...values, lng: to }) : t(`${section}.other`, { ...values, code, lng: to });
  };
  return {
    t,
    language,
    /** In a given language, where both are shown. */
    wordIn,
    wordCode: (section: CodeSection, code: string, values: MessageValues = {}) =>
      wordIn(language, section, code, values),
    wordRefusal: (refusal: { readonly code: string; readonly values: MessageValues }) =>
      wordIn(language, 'refusal', refusal.code, refusal.values),
    wordMessage: (section: CodeSection, message: Message) =>
      wordIn(language, section, message.code, message.values),
  };
}
