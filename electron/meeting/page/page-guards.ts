import type { WebContents } from 'electron';
import type { ProxyCredentials } from '../../network/net-http.ts';
import type { MeetingHosts } from '../meeting-hosts.ts';
import { subjectOf } from '../meeting-session.ts';
import type { OnRefused } from '../meeting-session.ts';
import { classifyAddress, decideNavigation } from '../navigation-policy.ts';
import type { NavigationPlace } from '../navigation-policy.ts';

export interface PageGuardOptions {
  readonly hosts: MeetingHosts;
  /** What a proxy that asks is given; a page is given nothing. */
  readonly proxyCredentials: ProxyCredentials | null;
  readonly onRefused: OnRefused;
  readonly isInputIgnored: () => boolean;
  /** The page is on an address, or wants to one, that comes after a meeting. */
  readonly onOver: () => void;
  /** The page has landed, or was redirected, where it may not be. */
  readonly onStrayed: () => void;
}

interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
  preventDefault(): void;
}

/** Keeps the page in its room: every way out that a page has is decided by a table or refused outright. */
export function guardPage(page: WebContents, options: PageGuardOptions): void {
  const { hosts, onRefused } = options;

  const refuses = (place: NavigationPlace, address: string): boolean => {
    const verdict = decideNavigation(place, address, hosts);
    if (verdict.allowed) return false;
    const what = place === 'new-window' ? 'window' : 'navigation';
    onRefused({ what, subject: subjectOf(address), reason: verdict.reason });
    return true;
  };
  const guard = (navigation: Navigation): boolean => {
    if (!refuses(navigation.isMainFrame ? 'main-frame' : 'sub-frame', navigation.url)) return false;
    navigation.preventDefault();
    if (navigation.isMainFrame && classifyAddress(navigation.url, hosts) === 'over') options.onOver();
    return true;
  };

  page.on('will-navigate', guard);
  page.on('will-frame-navigate', guard);
  page.on('will-redirect', (navigation) => {
    // A refused redirect leaves no page at all.
    if (guard(navigation) && navigation.isMainFrame) options.onStrayed();
  });
  // about:blank and a few more raise no will-* event: look where the page has landed.
  page.on('did-navigate', (_event, address) => {
    if (refuses('main-frame', address)) options.onStrayed();
  });
  page.on('did-navigate-in-page', (_event, address, isMainFrame) => {
    if (isMainFrame && classifyAddress(address, hosts) === 'over') options.onOver();
  });
  page.setWindowOpenHandler(({ url }) => {
    refuses('new-window', url);
    return { action: 'deny' };
  });
  page.on('will-attach-webview', (event) => event.preventDefault());
  page.on('will-prevent-unload', (event) => event.preventDefault());
  page.on('content-bounds-updated', (event) => event.preventDefault());

  const proxyAsked = new Set<string>();
  page.on('login', (event, { url }, { isProxy }, callback) => {
    event.preventDefault();
    // Asked again for the same address, the password is wrong.
    if (isProxy && options.proxyCredentials !== null && !proxyAsked.has(url)) {
      proxyAsked.add(url);
      const { user, password } = options.proxyCredentials;
      return callback(user, password);
    }
    onRefused({ what: 'sign-in', subject: 'login', reason: 'the station has no credentials for a page' });
    return callback();
  });
  page.on('select-client-certificate', (event, _url, _list, callback) => {
    event.preventDefault();
    onRefused({
      what: 'certificate',
      subject: 'client',
      reason: 'the station shows its certificates to nobody',
    });
    // Called with no certificate it sends none; the types know that form only on `app`.
    Reflect.apply(callback, undefined, []);
  });
  page.on('certificate-error', (event, url, _error, _certificate, callback) => {
    event.preventDefault();
    onRefused({ what: 'certificate', subject: subjectOf(url), reason: 'never accepted by hand' });
    callback(false);
  });
  page.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });

  page.on('before-input-event', (event) => {
    if (options.isInputIgnored()) event.preventDefault();
  });
  page.setIgnoreMenuShortcuts(true);
}
