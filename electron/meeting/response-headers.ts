import type { MeetingHosts } from './meeting-hosts.ts';

export type Headers = Record<string, string[]>;

/** Documents run with all that a meeting needs and without modal dialogs, of which printing would block the page. */
const DOCUMENT_SANDBOX = 'sandbox allow-scripts allow-same-origin allow-forms allow-top-navigation';

/** What a document may not do, nor hand to its frames, though no permission stands before it everywhere. */
const DOCUMENT_FEATURES = [
  // Windows of the system above the notice strip (R22).
  'picture-in-picture',
  'fullscreen',
  'display-capture',
  'hid',
  'usb',
  'serial',
  'bluetooth',
  'midi',
  'geolocation',
  'payment',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'web-share',
  'local-fonts',
  'idle-detection',
  'window-management',
  'clipboard-read',
  'clipboard-write',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * The response headers with the station's own policy after the page's. Where a page connects to is limited by
 * `decideRequest` already; said here again, the page's own process keeps to it too, in workers above all, whose sockets
 * Electron does not show to the request table (electron issue 47857).
 */
export function withStationPolicy(headers: Headers, isDocument: boolean, hosts: MeetingHosts): Headers {
  const policies = isDocument ? [connectPolicy(hosts), DOCUMENT_SANDBOX] : [connectPolicy(hosts)];
  const limited = append(headers, 'Content-Security-Policy', policies);
  if (!isDocument) return limited;
  return append(append(limited, 'Permissions-Policy', [DOCUMENT_FEATURES]), 'X-DNS-Prefetch-Control', [
    'off',
  ]);
}

function connectPolicy(hosts: MeetingHosts): string {
  const listed = [...hosts.sites, ...hosts.pages, ...hosts.requests].map((host) => host.toLowerCase());
  const origins = [...new Set(listed)].flatMap((host) => [`https://${host}`, `wss://${host}`]);
  const practice = hosts.practiceOrigins.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')]);
  return ['connect-src', 'blob:', 'data:', ...origins, ...practice].join(' ');
}

export function isPdf(headers: Headers): boolean {
  const name = headerName(headers, 'content-type');
  return name !== undefined && (headers[name] ?? []).some((type) => /\bpdf\b/i.test(type));
}

function append(headers: Headers, header: string, values: readonly string[]): Headers {
  const name = headerName(headers, header.toLowerCase()) ?? header;
  return { ...headers, [name]: [...(headers[name] ?? []), ...values] };
}

function headerName(headers: Headers, lowerCaseName: string): string | undefined {
  return Object.keys(headers).find((key) => key.toLowerCase() === lowerCaseName);
}
