import type { Language } from '../../shared/ipc/snapshot.ts';

/**
 * The language of the staff page (R70, R73): the one that its reader chose, now or in an earlier start. A person who never
 * chose goes on in the language of the sign-in screen, which they have just read.
 */
export class PageLanguage {
  readonly #chosen = new Map<string | null, Language>();

  /** @param reader id of the person who is signed in; null for the sign-in screen */
  choose(reader: string | null, language: Language): void {
    this.#chosen.set(reader, language);
  }

  /** @param kept what people chose in earlier starts; `first`: the institution's first language */
  of(reader: string | null, kept: Readonly<Record<string, Language>>, first: Language): Language {
    const own = this.#chosen.get(reader) ?? (reader === null ? undefined : kept[reader]);
    return own ?? this.#chosen.get(null) ?? first;
  }
}
