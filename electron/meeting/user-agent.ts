/**
 * The user agent that plain Chromium of the same version sends: meeting services reject browsers with the app's and
 * Electron's tokens. Returns a user agent that does not look like Chromium's unchanged.
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
