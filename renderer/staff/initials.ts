/**
 * A name as its initials, `Aurora Example` as `A. E.`: the person at the station must not read the names of others
 * (R56).
 */
export function initials(name: string): string {
  return name
    .split(/[\s-]+/u)
    .flatMap((word) => Array.from(word).slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase()}.`)
    .join('\u00a0');
}
