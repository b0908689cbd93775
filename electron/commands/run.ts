import { parseArgs } from 'node:util';
import type { Clock } from '../../shared/clock.ts';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { SheetLanguage } from '../../shared/tracking/cells.ts';
import { type CommandContext, type CommandOptions, type CommandResult, wrongUse } from './command.ts';
import { enrol } from './enrol.ts';
import { exportTracking } from './export-tracking.ts';
import { HELP } from './help.ts';
import { linkCheck } from './link-check.ts';
import { settingsCheck } from './settings-check.ts';
import { status } from './status.ts';
import { verifyJournal } from './verify-journal.ts';
import { wordsOf } from './words.ts';

/** Where a run reads from and writes to. */
export interface CommandIo {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

type Verb = {
  /** Words after the verb. */
  readonly operands: number;
  readonly options: readonly (keyof CommandOptions)[];
  readonly run: (context: CommandContext, sheet: SheetLanguage) => CommandResult | Promise<CommandResult>;
};

/** Every verb with what it takes; a verb of two words stands under both. */
const VERBS: Readonly<Record<string, Verb>> = {
  status: { operands: 0, options: [], run: status },
  'verify-journal': { operands: 1, options: [], run: verifyJournal },
  enrol: { operands: 0, options: ['server', 'code'], run: enrol },
  'export-tracking': { operands: 0, options: ['from', 'to', 'out'], run: exportTracking },
  'link check': { operands: Number.POSITIVE_INFINITY, options: ['file', 'site'], run: linkCheck },
  'settings check': { operands: 1, options: [], run: settingsCheck },
};
const EVERYWHERE: readonly string[] = ['data', 'settings', 'language', 'json', 'help'];
const LANGUAGES = ['en', 'fr'] as const;
const SHEET_LANGUAGES = ['en', 'fr', 'both'] as const;

const CODES: Readonly<Record<CommandResult['outcome'], number>> = { good: 0, problem: 1, 'wrong-use': 2 };

/** Runs one verb. Gives the exit code: 0 all is well, 1 a problem was found, 2 wrong use. */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const usual = usualLanguage(io.environment);
  const read = readArguments(args);
  if (!read.ok) {
    io.err(`${wordsOf(usual).badOption(read.refusal)}\n`);
    return CODES['wrong-use'];
  }
  const { values, positionals } = read.value;
  const language = LANGUAGES.find((known) => known === values.language) ?? usual;
  if (values.help === true) {
    io.out(HELP[language]);
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
  { clock, platform, environment }: CommandIo,
): Promise<CommandResult> {
  const words = wordsOf(language);
  const [first, second] = positionals;
  if (first === undefined) return wrongUse(words.noVerb);
  const pair = `${first} ${second ?? ''}`;
  const [name, operands] = Object.hasOwn(VERBS, pair)
    ? [pair, positionals.slice(2)]
    : [first, positionals.slice(1)];
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) return wrongUse(words.unknownVerb(pair.trim()));
  const stray = Object.keys(values).find(
    (option) => !EVERYWHERE.includes(option) && !verb.options.some((known) => known === option),
  );
  if (stray !== undefined) return wrongUse(words.tooMany(`--${stray}`));
  const extra = operands[verb.operands];
  if (extra !== undefined) return wrongUse(words.tooMany(extra));
  const sheet = SHEET_LANGUAGES.find((known) => known === (values.language ?? language));
  if (sheet === undefined || (sheet === 'both' && name !== 'export-tracking')) {
    const allowed = name === 'export-tracking' ? 'en, fr, both' : 'en, fr';
    return wrongUse(words.badLanguage(values.language ?? '', allowed));
  }
  const context = { clock, platform, environment, language, operands, options: values };
  return verb.run(context, sheet);
}

/** The language of the terminal. */
function usualLanguage(environment: CommandIo['environment']): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
