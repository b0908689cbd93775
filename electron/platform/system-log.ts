import type { LogEvent, LogLevel } from './log-events.ts';

/** The system's own log. Never throws: a log that cannot be written stops nothing. */
export interface SystemLog {
  write(event: LogEvent, code: string, detail: string): void;
}

export type SystemLogParts = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stderr: (text: string) => void;
};

/** journald where systemd started the station, the Application log of Windows, or none. */
export function chooseSystemLog({ platform, environment, stderr }: SystemLogParts): SystemLog {
  if (platform === 'win32') return windowsEventLog();
  return environment['JOURNAL_STREAM'] === undefined ? { write: () => undefined } : journald(stderr);
}

/** sd-daemon(3): journald takes the priority from the start of a line. */
const PRIORITIES: Readonly<Record<LogLevel, number>> = { error: 3, warning: 4, info: 6 };

function journald(stderr: (text: string) => void): SystemLog {
  return {
    write: ({ id, level, area }, code, detail) =>
      stderr(`<${PRIORITIES[level]}>[${id}] ${area}: ${code} ${detail.replaceAll('\n', ' ')}\n`),
  };
}

/** winnt.h */
const TYPES: Readonly<Record<LogLevel, number>> = { error: 1, warning: 2, info: 4 };
const SOURCE = 'Child Link Station';

type ReportEvent = (event: LogEvent, text: string) => void;

/** Koffi is loaded with the first event, and events wait for it. */
function windowsEventLog(): SystemLog {
  let loading: Promise<ReportEvent | null> | null = null;
  return {
    write(event, code, detail) {
      // Without koffi's binary the file alone has the report.
      loading ??= loadEventLog().catch(() => null);
      void loading.then((report) => report?.(event, `${event.area}: ${code} ${detail}`));
    },
  };
}

async function loadEventLog(): Promise<ReportEvent> {
  const { default: koffi } = await import('koffi');
  const advapi = koffi.load('advapi32.dll');
  const register = advapi.func('uintptr_t RegisterEventSourceW(str16 server, str16 source)');
  const report = advapi.func(
    'int ReportEventW(uintptr_t log, uint16_t type, uint16_t category, uint32_t id, void *user, uint16_t count, uint32_t bytes, str16 *texts, void *data)',
  );
  const log: unknown = register(null, SOURCE);
  return ({ id, level }, text) => {
    report(log, TYPES[level], 0, id, null, 1, 0, [text], null);
  };
}
