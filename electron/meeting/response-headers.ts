import { POLICIES_OFF } from './engine-features.ts';
import type { MeetingHosts } from './meeting-hosts.ts';

export type Headers = Record<string, string[]>;

/** Allows what a meeting needs, but no modal dialogs: printing would block the page. */
const DOCUMENT_SANDBOX = 'sandbox allow-scripts allow-same-origin allow-forms allow-top-navigation';

/** Features denied to a document and its frames. */
const DOCUMENT_POLICY = POLICIES_OFF.map((feature) => `${feature}=()`).join(', ');

/**
 * Headers that make the browser itself contact other hosts: DNS prefetch, preconnect, prefetched pages, and reports
 * about the page.
 */
const DROPPED = ['link', 'speculation-rules', 'report-to', 'reporting-endpoints', 'nel', 'alt-svc'];

/**
 * Appends the station's policy to the page's headers. `decideRequest` already limits where a page connects to; with the
 * header the renderer process enforces it too, above all in workers, whose sockets Electron does not show to the request
 * table (electron issue 47857).
 */
export function withStationPolicy(headers: Headers, isDocument: boolean, hosts: MeetingHosts): Headers {
  const policies = isDocument ? [connectPolicy(hosts), DOCUMENT_SANDBOX] : [connectPolicy(hosts)];
  const kept = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !DROPPED.includes(name.toLowerCase())),
  );
  const limited = append(kept, 'Content-Security-Policy', policies);
  if (!isDocument) return limited;
  return append(append(limited, 'Permissions-Policy', [DOCUMENT_POLICY]), 'X-DNS-Prefetch-Control', ['off']);
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
