/** What the log can say, for systems that watch machines by number (journald, Windows Event Log). Numbers are never reused. */
export type LogLevel = 'info' | 'warning' | 'error';
export type LogArea =
  'program' | 'record' | 'sync' | 'meeting' | 'lock' | 'updates' | 'settings' | 'tracking';
export type LogEvent = { readonly id: number; readonly level: LogLevel; readonly area: LogArea };

const event = (id: number, level: LogLevel, area: LogArea): LogEvent => ({ id, level, area });

/** By code; `docs/log-events.md` is generated from this table. */
export const LOG_EVENTS: Readonly<Record<string, LogEvent>> = {
  'uncaught-exception': event(101, 'error', 'program'),
  'unhandled-rejection': event(102, 'error', 'program'),
  'process-gone': event(103, 'error', 'program'),
  'process-warning': event(104, 'info', 'program'),
  'page-gone': event(105, 'error', 'program'),
  'page-failed': event(106, 'error', 'program'),
  'call-failed': event(107, 'error', 'program'),
  'listener-threw': event(108, 'error', 'program'),
  'run-flag-failed': event(109, 'warning', 'program'),
  'strip-not-reserved': event(110, 'warning', 'program'),
  'crash-loop': event(111, 'error', 'program'),
  'integrity-fault': event(112, 'error', 'program'),
  'installation-changed': event(113, 'error', 'program'),
  'reconciler-fault': event(114, 'error', 'program'),
  'recovery-code-adopted': event(115, 'info', 'program'),
  'hardening-check-failed': event(116, 'warning', 'program'),
  'record-lost': event(201, 'error', 'record'),
  'record-impossible': event(202, 'error', 'record'),
  'record-read-only': event(203, 'error', 'record'),
  'record-on-network': event(204, 'error', 'record'),
  'journal-unusable': event(205, 'error', 'record'),
  'journal-damaged': event(206, 'error', 'record'),
  'journal-unwritable': event(207, 'error', 'record'),
  'drafts-unwritable': event(208, 'warning', 'record'),
  'copy-failed': event(209, 'error', 'record'),
  'copy-fault': event(210, 'error', 'record'),
  'sync-restarted': event(301, 'warning', 'sync'),
  'sync-fault': event(302, 'error', 'sync'),
  'enrolment-failed': event(303, 'warning', 'sync'),
  'authorities-unusable': event(304, 'error', 'sync'),
  'feed-refused': event(305, 'error', 'sync'),
  'feed-fault': event(306, 'error', 'sync'),
  'meeting-refused': event(401, 'info', 'meeting'),
  'meeting-link-refused': event(402, 'warning', 'meeting'),
  'lock-not-evdev': event(501, 'warning', 'lock'),
  'lock-helper-died': event(502, 'error', 'lock'),
  'lock-no-copy': event(503, 'warning', 'lock'),
  'lock-revert-failed': event(504, 'error', 'lock'),
  'lock-drain-failed': event(505, 'warning', 'lock'),
  'lock-usb-gate-open': event(506, 'warning', 'lock'),
  'lock-guardian-died': event(507, 'error', 'lock'),
  'lock-resumed': event(508, 'info', 'lock'),
  'lock-handed-over': event(509, 'info', 'lock'),
  'lock-not-stored': event(510, 'warning', 'lock'),
  'lock-originals-unwritable': event(511, 'error', 'lock'),
  'lock-usb-not-restored': event(512, 'error', 'lock'),
  'lock-keyboard-gone': event(513, 'warning', 'lock'),
  'lock-release-failed': event(514, 'error', 'lock'),
  'lock-helper-not-started': event(515, 'error', 'lock'),
  'in-app-block-incomplete': event(516, 'error', 'lock'),
  'in-app-release-incomplete': event(517, 'error', 'lock'),
  'restore-failed': event(518, 'error', 'lock'),
  'lock-thread-stuck': event(519, 'error', 'lock'),
  'lock-hooks-lost': event(520, 'error', 'lock'),
  'lock-hook-thread': event(521, 'error', 'lock'),
  update: event(601, 'info', 'updates'),
  'update-failed': event(602, 'error', 'updates'),
  'update-refused': event(603, 'error', 'updates'),
  'settings-missing': event(701, 'error', 'settings'),
  'settings-not-json': event(702, 'error', 'settings'),
  'settings-unreadable': event(703, 'error', 'settings'),
  'settings-encoding': event(704, 'error', 'settings'),
  'settings-field': event(705, 'error', 'settings'),
  'provisioning-encoding': event(706, 'error', 'settings'),
  'provisioning-malformed': event(707, 'error', 'settings'),
  'provisioning-not-erased': event(708, 'error', 'settings'),
  'export-not-erased': event(801, 'warning', 'tracking'),
};

const OTHER: LogEvent = event(100, 'warning', 'program');

/** The event of a code; 100 for one that the table does not know. */
export function eventOf(code: string): LogEvent {
  return Object.hasOwn(LOG_EVENTS, code) ? (LOG_EVENTS[code] ?? OTHER) : OTHER;
}
