/** Letters that Unicode does not decompose, as people without that key type them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
};

/** What is searched for and what it is searched in: `leboeuf` finds Lebœuf, and `o'neil` finds O’Neil. */
export function searchText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u00ad]/gu, '')
    .toLowerCase()
    .replaceAll(/[œæßłøđðþħŧıŋ]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replaceAll(/[\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`]/gu, "'")
    .replaceAll(/[\u2010-\u2015\u2212]/gu, '-');
}
