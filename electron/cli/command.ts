import type { Language } from '../../shared/ipc/snapshot.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { Http } from '../network/http.ts';
import type { Clock } from '../../shared/clock.ts';

/** How the verbs run: from the sources, or as the installed station. */
export interface Program {
  /** The command before the verb. */
  readonly name: string;
  readonly version: string;
  /** An installed station reads the machine's own settings and no others. */
  readonly build: 'development' | 'end-to-end' | 'production';
  /** Path of `harden.sh`. */
  readonly hardeningScript: string;
  /** The folder of the app's own fonts. */
  readonly fonts: string;
}

/** What every verb receives. */
export interface CommandContext {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly program: Program;
  /** The network, with the machine's settings where they can be read. */
  readonly http: (settings: StationSettings | null) => Http;
  readonly language: Language;
  /** The positional arguments after the verb. */
  readonly operands: readonly string[];
  readonly options: CommandOptions;
}

/** Every option that some verb takes; which verb takes which is in `verb-table.ts`. */
export interface CommandOptions {
  readonly data?: string | undefined;
  readonly settings?: string | undefined;
  readonly server?: string | undefined;
  readonly code?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly out?: string | undefined;
  readonly file?: string | undefined;
  readonly bundle?: string | undefined;
  readonly site?: readonly string[] | undefined;
}

/** A verb's result: sentences for people, data for `--json`, and the outcome. */
export interface CommandResult {
  /** `good` ends with 0, `problem` with 1, `wrong-use` with 2. */
  readonly outcome: 'good' | 'problem' | 'wrong-use';
  readonly lines: readonly string[];
  /** What `--json` prints, in one line. */
  readonly json: unknown;
  /** Printed verbatim instead of the lines: a CSV. */
  readonly raw?: string;
}

export function wrongUse(line: string): CommandResult {
  return { outcome: 'wrong-use', lines: [line], json: { ok: false, code: 'wrong-use', detail: line } };
}

/** A problem with a code that programs can read. */
export function problem(code: string, line: string, more: object = {}): CommandResult {
  return { outcome: 'problem', lines: [line], json: { ok: false, code, ...more } };
}
