/**
 * Returns the same link, asking Webex for its browser client instead of the page that offers the native app
 * (R42). Keeps a parameter that is already present.
 */
export function askForBrowserClient(href: string): string {
  const url = new URL(href);
  if (!url.searchParams.has('launchApp')) {
    url.search += url.search === '' ? '?launchApp=true' : '&launchApp=true';
  }
  return url.href;
}
