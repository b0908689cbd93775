/**
 * Host lists as IT writes them: `visits.webex.com` means that host alone, `*.visits.webex.com` any host below
 * it (not the name itself). Used for meeting links (R14) and for what the meeting page may reach.
 */

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}\\.)+(?=[a-z])${LABEL}$`);

/**
 * Whether `host` is a plain DNS name: lower-case ASCII, at least two labels, no punycode, not an address, no
 * trailing dot, at most 253 characters.
 */
export function isPlainHost(host: string): boolean {
  return host.length <= 253 && HOST.test(host) && !host.split('.').some((label) => label.startsWith('xn--'));
}

/** Whether `entry` is a usable line of a host list. `*.com` is not: a whole domain must follow the star. */
export function isHostEntry(entry: string): boolean {
  const name = entry.toLowerCase();
  return isPlainHost(name.startsWith('*.') ? name.slice(2) : name);
}

/** Whether `host`, as the URL parser returns it, is on the list. An unusable line matches nothing. */
export function isOnHostList(host: string, entries: readonly string[]): boolean {
  if (!isPlainHost(host)) return false;
  return entries.some((entry) => {
    const name = entry.toLowerCase();
    if (!isHostEntry(name)) return false;
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
}
