/**
 * The user agent as plain Chromium of the same version would send it: without the app's and Electron's tokens,
 * on which meeting services turn browsers away. Gives back what it was given when it does not look like Chromium's.
 */
export function plainUserAgent(userAgent: string): string {
  const parts =
    /^(Mozilla\/5\.0 \([^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)).* (Chrome\/[\d.]+).* (Safari\/[\d.]+)$/.exec(
      userAgent,
    );
  if (parts === null) return userAgent;
  const [, engine, chrome, safari] = parts;
  return `${engine} ${chrome} ${safari}`;
}
