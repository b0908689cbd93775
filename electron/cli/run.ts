import { parseArgs } from 'node:util';
import type { StationSettings } from '../settings/station-settings.ts';
import type { Http } from '../network/http.ts';
import type { Clock } from '../../shared/clock.ts';
import { terminalLanguage } from '../../shared/language/terminal-language.ts';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { SheetLanguage } from '../../shared/tracking/cells.ts';
import {
  type CommandContext,
  type CommandOptions,
  type CommandResult,
  type Program,
  wrongUse,
} from './command.ts';
import { diagnose } from './diagnose.ts';
import { enrol } from './enrol.ts';
import { exportTracking } from './export-tracking.ts';
import { hardeningChange, hardeningCheck } from './hardening/hardening.ts';
import { helpOf } from './help.ts';
import { linkCheck } from './link-check.ts';
import { print } from './print.ts';
import { newRecoveryCode } from './recovery-code.ts';
import { restoreInput } from './restore-input.ts';
import { setup } from './setup.ts';
import { restore } from './restore.ts';
import { settingsCheck } from './settings-check.ts';
import { status } from './status.ts';
import { EVERYWHERE, findVerb, type VerbName } from './verb-table.ts';
import { verifyJournal } from './verify-journal.ts';
import { version } from './version.ts';
import { wordsOf } from './words.ts';

/** Input and output of a run. */
export interface CommandIo {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly program: Program;
  readonly http: (settings: StationSettings | null) => Http;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

type Verb = (context: CommandContext, sheet: SheetLanguage) => CommandResult | Promise<CommandResult>;

/** The implementation of each verb. */
const DOES: Readonly<Record<VerbName, Verb>> = {
  status,
  version,
  'verify-journal': verifyJournal,
  enrol,
  setup,
  restore,
  'export-tracking': exportTracking,
  sign: (context) => print('sign', context),
  leaflet: (context) => print('leaflet', context),
  diagnose: (context) => diagnose(context),
  'link check': linkCheck,
  'settings check': settingsCheck,
  'recovery-code': newRecoveryCode,
  'restore-input': restoreInput,
  'hardening check': (context) => hardeningCheck(context),
  'hardening apply': (context) => hardeningChange('apply', context),
  'hardening revert': (context) => hardeningChange('revert', context),
};
const LANGUAGES = ['en', 'fr'] as const;
const SHEET_LANGUAGES = ['en', 'fr', 'both'] as const;

const CODES: Readonly<Record<CommandResult['outcome'], number>> = { good: 0, problem: 1, 'wrong-use': 2 };

/** Runs one verb. Returns the exit code: 0 no problem, 1 problem found, 2 wrong use. */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const usual = terminalLanguage(io.environment);
  const read = readArguments(args);
  if (!read.ok) {
    io.err(`${wordsOf(usual).badOption(read.refusal)}\n`);
    return CODES['wrong-use'];
  }
  const { values, positionals } = read.value;
  const language = LANGUAGES.find((known) => known === values.language) ?? usual;
  if (values.help === true) {
    io.out(helpOf(language, io.program.name));
    return CODES.good;
  }
  const result = await outcomeOf(values, positionals, language, io);
  const json = values.json === true;
  if (json) io.out(`${JSON.stringify(result.json)}\n`);
  else if (result.raw !== undefined) io.out(result.raw);
  const text = result.lines.map((line) => `${line}\n`).join('');
  if (!json) (result.outcome === 'wrong-use' || result.raw !== undefined ? io.err : io.out)(text);
  return CODES[result.outcome];
}

type Given = {
  readonly values: CommandOptions & {
    readonly language?: string | undefined;
    readonly json?: boolean | undefined;
    readonly help?: boolean | undefined;
  };
  readonly positionals: readonly string[];
};

function readArguments(args: readonly string[]): Result<Given, string> {
  try {
    const text = { type: 'string' } as const;
    const yes = { type: 'boolean' } as const;
    return ok(
      parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          ...{ data: text, settings: text, server: text, code: text, from: text, to: text, out: text },
          bundle: text,
          ...{ file: text, site: { type: 'string', multiple: true }, language: text, json: yes, help: yes },
        },
      }),
    );
  } catch (error) {
    return refuse(error instanceof Error ? (error.message.split(/\.?\n|\. /)[0] ?? '') + '.' : String(error));
  }
}

async function outcomeOf(
  values: Given['values'],
  positionals: readonly string[],
  language: Language,
  { clock, platform, environment, program, http }: CommandIo,
): Promise<CommandResult> {
  const words = wordsOf(language);
  const [first, second] = positionals;
  if (first === undefined) return wrongUse(words.noVerb);
  const verb = findVerb(positionals);
  if (verb === null) return wrongUse(words.unknownVerb(`${first} ${second ?? ''}`.trim()));
  const { name, shape, operands } = verb;
  const allowed: readonly string[] = [...EVERYWHERE, ...shape.options];
  const stray = Object.keys(values).find((option) => !allowed.includes(option));
  if (stray !== undefined) return wrongUse(words.tooMany(`--${stray}`));
  const extra = operands[shape.operands];
  if (extra !== undefined) return wrongUse(words.tooMany(extra));
  const sheet = SHEET_LANGUAGES.find((known) => known === (values.language ?? language));
  if (sheet === undefined || (sheet === 'both' && name !== 'export-tracking')) {
    const languages = name === 'export-tracking' ? 'en, fr, both' : 'en, fr';
    return wrongUse(words.badLanguage(values.language ?? '', languages));
  }
  const context = { clock, platform, environment, program, http, language, operands, options: values };
  return DOES[name](context, sheet);
}
