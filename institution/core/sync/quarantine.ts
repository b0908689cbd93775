import { ENTRY_BODIES } from '../../../shared/session/entries.ts';
import type { WireEntry } from '../../../shared/sync/wire.ts';

/** The types of sessions, and those that SYNC.md names. */
const KNOWN_TYPES: ReadonlySet<string> = new Set([
  ...Object.keys(ENTRY_BODIES),
  'sync.server-went-back',
  'sync.chain-opened',
  'sync.sent-without-body',
  'key.rotated',
  'journal.erased',
  'directive.obeyed',
  'directive.refused',
]);

/**
 * What a person should check in an entry, or null. The entry is stored and acknowledged anyway: its meaning is never a
 * reason to reject it (SYNC.md, Requests). Applies that page's rules only.
 */
export function quarantineCode({ header, body }: WireEntry): string | null {
  if (!KNOWN_TYPES.has(header.type)) return 'unknown-type';
  if (body === null) return null;
  switch (header.type) {
    case 'tracking.completed':
    case 'tracking.amended': {
      const { version, reason } = body;
      if (header.session === null) return 'tracking-without-session';
      if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
        return 'tracking-without-version';
      if (header.type === 'tracking.amended' && (typeof reason !== 'string' || reason.trim() === '')) {
        return 'amendment-without-reason';
      }
      return null;
    }
    case 'directive.obeyed':
    case 'directive.refused':
      return typeof (body['directive'] ?? body['id']) === 'string' ? null : 'directive-without-id';
    default:
      return null;
  }
}
