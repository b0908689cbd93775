/**
 * Whether an unlisted host imitates a listed one (R14). Decides only the wording of the refusal: an unlisted
 * host is refused either way.
 */
export function resemblesListedHost(host: string, entries: readonly string[]): boolean {
  return entries.some((entry) => {
    const listed = entry.toLowerCase().replace(/^\*\./, '');
    const labels = listed.split('.');
    const domain = labels.slice(-2).join('.');
    const brand = labels.at(-2) ?? '';
    // A sister site on the real domain is merely not configured.
    if (brand.length < 4 || host === domain || host.endsWith(`.${domain}`)) return false;
    const plain = withoutConfusables(host);
    if (plain.includes(withoutConfusables(brand))) return true;
    return plain.split('.').some((label) => isOneEditAway(label, withoutConfusables(brand)));
  });
}

/** Folds characters that look alike: 0 and o, 1 and i and l, rn and m, vv and w. Removes hyphens. */
function withoutConfusables(host: string): string {
  return host
    .replaceAll('-', '')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('3', 'e')
    .replaceAll('5', 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middle = Math.max(a.length, b.length) - start - end;
  const swapped =
    middle === 2 && a.length === b.length && a[start] === b[start + 1] && a[start + 1] === b[start];
  return middle <= 1 || swapped;
}
