/** Marks, overrides and isolates that change the order of the letters around them. */
export const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

/**
 * A name from a feed as one line that changes nothing beside it: no control characters, no marks of direction, no
 * outer blanks. A name of nothing but those is shown as `?`, because one bad name must not cost a booking.
 */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(REORDERING, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line === '' && text !== '' ? '?' : line;
}

/** Isolates a value in a sentence, so that Hebrew or Arabic in it leaves the order of the sentence alone. */
export function isolated(value: string): string {
  return RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}
