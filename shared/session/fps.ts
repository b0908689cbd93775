/**
 * An FPS number as it is compared: its letters and digits alone, in upper case (SYNC.md, schedule; R15).
 * `123 456a`, `#123456A` and full-width digits are the same inmate.
 */
export function normalizeFps(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a typed number can be an FPS number: five to seven digits and one Latin letter. */
export function isFps(text: string): boolean {
  return /^\d{5,7}[A-Z]$/.test(normalizeFps(text));
}

/** Whether two numbers are of one inmate. A zero put in front must not make another inmate of her. */
export function isSameInmate(one: string, other: string): boolean {
  const bare = (text: string): string => normalizeFps(text).replace(/^0+/, '');
  return bare(one) !== '' && bare(one) === bare(other);
}
