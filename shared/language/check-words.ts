import type { Language } from '../ipc/snapshot.ts';
import type { MessageValues } from '../result.ts';
import type { CheckName, CheckResult } from '../session/entries.ts';
import { formatBytes, formatDuration } from './format.ts';

/** What a check saw, as a key under `checkSeen` and its values; the text itself where it is a device's own name. */
export type CheckSentence =
  | { readonly key: CheckSeenKey; readonly values: MessageValues }
  | { readonly key: 'as-it-is'; readonly text: string }
  /** A reason of the lock, worded under `lock`. */
  | { readonly key: 'lock-trouble'; readonly code: string }
  /** Why the meeting's host is not reached, worded under `checkNetwork`. */
  | { readonly key: 'network-fault'; readonly code: string; readonly host: string };

type CheckSeenKey =
  | 'checkSeen.displays'
  | 'checkSeen.reached'
  | 'checkSeen.notReached'
  | 'checkSeen.reachedMedia'
  | 'checkSeen.notReachedMedia'
  | 'checkSeen.linkRefused'
  | 'checkSeen.clockRight'
  | 'checkSeen.clockOff'
  | 'checkSeen.clockUnknown'
  | 'checkSeen.diskFree'
  | 'checkSeen.diskUnreadable'
  | 'checkSeen.lock';

const BYTES_PER_MEBIBYTE = 1024 * 1024;

/**
 * Words the figures that a check recorded (R4): `72611 MB` becomes “76.1 GB free”.
 * @returns null when nothing is to be said
 */
export function checkSentence(
  check: CheckName,
  result: CheckResult,
  language: Language,
): CheckSentence | null {
  const { detail, verdict } = result;
  const passed = verdict === 'pass';
  if (check === 'clock' && verdict === 'not-needed') return { key: 'checkSeen.clockUnknown', values: {} };
  if (detail === '') return null;
  switch (check) {
    case 'display':
      return /^\d+$/u.test(detail)
        ? { key: 'checkSeen.displays', values: { count: Number(detail) } }
        : { key: 'as-it-is', text: detail };
    case 'network': {
      if (detail === 'link-refused') return { key: 'checkSeen.linkRefused', values: {} };
      const [, faultHost, code] = /^(\S+) fault (\S+)$/u.exec(detail) ?? [];
      if (faultHost !== undefined && code !== undefined)
        return { key: 'network-fault', code, host: faultHost };
      const media = /^(\S+) media (\d+)\/(\d+)$/u.exec(detail);
      if (media !== null) {
        const [, host = '', answering = '', total = ''] = media;
        const key = passed ? 'checkSeen.reachedMedia' : 'checkSeen.notReachedMedia';
        return { key, values: { host, answering: Number(answering), total: Number(total) } };
      }
      return { key: passed ? 'checkSeen.reached' : 'checkSeen.notReached', values: { host: detail } };
    }
    case 'clock': {
      const seconds = Number(/^(-?\d+) s$/u.exec(detail)?.[1] ?? Number.NaN);
      if (!Number.isFinite(seconds)) return { key: 'as-it-is', text: detail };
      // An offset that rounds to nothing is still measured to the second only.
      const length = formatDuration(Math.max(1, Math.abs(seconds)) * 1000);
      return { key: passed ? 'checkSeen.clockRight' : 'checkSeen.clockOff', values: { length } };
    }
    case 'disk': {
      const mebibytes = /^(\d+) MB$/u.exec(detail)?.[1];
      if (mebibytes === undefined) return { key: 'checkSeen.diskUnreadable', values: { code: detail } };
      const amount = formatBytes(Number(mebibytes) * BYTES_PER_MEBIBYTE, language);
      return { key: 'checkSeen.diskFree', values: { amount } };
    }
    case 'lock':
      return passed ? { key: 'checkSeen.lock', values: {} } : { key: 'lock-trouble', code: detail };
    case 'headset':
    case 'microphone':
    case 'sound':
    case 'echo':
    case 'sign':
    case 'webcam':
      return { key: 'as-it-is', text: detail };
  }
}
