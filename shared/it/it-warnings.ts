import type { ItView } from '../ipc/it-view.ts';

/** What IT must check first: codes under `it.warn` with their values. */
export type ItWarning =
  | { readonly code: 'disk'; readonly freeBytes: number }
  | { readonly code: 'clock'; readonly offsetMs: number }
  | { readonly code: 'stepped' }
  | { readonly code: 'keyFile' }
  | { readonly code: 'certificate'; readonly trouble: string }
  | { readonly code: 'certificateEnds'; readonly at: number }
  | { readonly code: 'feed'; readonly feed: ItView['feeds'][number]['feed'] }
  | { readonly code: 'incident'; readonly incident: string }
  | { readonly code: 'network'; readonly fault: NetworkFault }
  | { readonly code: 'trouble'; readonly part: string; readonly trouble: string };

/** Free space below which IT is warned. */
export const MIN_FREE_BYTES = 1_000_000_000;
/** The largest offset from the server that counts as a correct clock. */
export const MAX_CLOCK_OFFSET_MS = 2 * 60_000;
const CERTIFICATE_NOTICE_MS = 30 * 24 * 60 * 60_000;

/** Network faults that IT can fix (R63); each has a sentence under `it.network`. */
export const NETWORK_FAULTS = [
  'unreachable',
  'timed-out',
  'redirected',
  'answer-not-json',
  'answer-too-large',
  'no-network',
  'no-route',
  'name-unknown',
  'enrolment-refused',
  'server-unknown',
  'clock-skewed',
  'certificate-authority',
  'certificate-name',
  'certificate-date',
  'certificate-other',
  'client-certificate',
  'tls',
  'proxy',
  'proxy-password',
  'portal',
] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

/** Pure; in the order in which a person would check. `now` in milliseconds since 1970; `syncCode` from the sync status. */
export function itWarnings(view: ItView, now: number, syncCode: string | null): readonly ItWarning[] {
  const found: ItWarning[] = [];
  const network = NETWORK_FAULTS.find((fault) => fault === syncCode);
  if (network !== undefined) found.push({ code: 'network', fault: network });
  const { disk, clock, keys, server, feeds, record, troubles } = view;
  if (record.incident !== null) found.push({ code: 'incident', incident: record.incident });
  if (disk.freeBytes !== null && disk.freeBytes < MIN_FREE_BYTES)
    found.push({ code: 'disk', freeBytes: disk.freeBytes });
  for (const { part, code } of troubles) found.push({ code: 'trouble', part, trouble: code });
  if (clock.offsetMs !== null && Math.abs(clock.offsetMs) > MAX_CLOCK_OFFSET_MS)
    found.push({ code: 'clock', offsetMs: clock.offsetMs });
  if (clock.status === 'stepped') found.push({ code: 'stepped' });
  const certificate = server?.certificate ?? null;
  if (certificate !== null && certificate.trouble !== null)
    found.push({ code: 'certificate', trouble: certificate.trouble });
  const until = certificate?.validUntil ?? null;
  if (until !== null && until - now < CERTIFICATE_NOTICE_MS)
    found.push({ code: 'certificateEnds', at: until });
  for (const { feed, expiresAt } of feeds)
    if (expiresAt !== null && expiresAt <= now) found.push({ code: 'feed', feed });
  if (keys.store === 'file') found.push({ code: 'keyFile' });
  return found;
}
