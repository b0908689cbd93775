import { ok, refuse, type Result } from '../../shared/result.ts';
import { type Opened, openService } from './open-service.ts';
import { terminalLanguage } from '../../shared/language/terminal-language.ts';
import { HELP } from './help.ts';
import { type Options, readOptions } from './options.ts';
import { RUN } from './verbs.ts';
import { WORDS, type Words } from './words.ts';

export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Runs the command line. Returns the exit code, or null while the service runs. */
export async function runInstitution(args: readonly string[], terminal: Terminal): Promise<number | null> {
  const { out, err } = terminal;
  const language = terminalLanguage(terminal.environment);
  const words = WORDS[language];
  const read = readOptions(args, words);
  if (!read.ok) {
    err(`${words.helpHint(read.refusal)}\n`);
    return 2;
  }
  if (read.value === 'help') {
    out(HELP[language]);
    return 0;
  }
  const options = read.value;
  const isServing = options.verb === 'serve' && !options.checkOnly;
  const opened = await openService(options, words, isServing ? { write: out } : null);
  if (!opened.ok) {
    err(`${opened.refusal}\n`);
    return 1;
  }
  if (isServing) return serve(opened.value, options, { err, words });
  const said = await once(opened.value, options, words);
  await opened.value.service.close();
  if (said.ok) out(`${said.value}\n`);
  else err(`${said.refusal}\n`);
  return said.ok ? 0 : 1;
}

async function once(opened: Opened, options: Options, words: Words): Promise<Result<string, string>> {
  if (options.verb !== 'serve') return RUN[options.verb](opened, options, words);
  const ids = await opened.service.institutions.ids();
  for (const id of ids) {
    const found = await opened.service.institutions.find(id);
    if (found === null) return refuse(words.institutionUnfinished(id));
  }
  return ok(words.canStart(ids));
}

/** Requests that are not answered by then are cut off. */
const MAX_STOP_MS = 15_000;

async function serve(
  { service, storage }: Opened,
  { host, port, backupMinutes }: Options,
  { err, words }: Pick<Terminal, 'err'> & { readonly words: Words },
): Promise<number | null> {
  const { app } = service;
  const fail = async (sentence: string): Promise<number> => {
    err(`${sentence}\n`);
    await service.close();
    return 1;
  };
  const { makeBackup } = storage;
  if (backupMinutes !== null && makeBackup !== null) {
    await makeBackup();
    const again = (): void => {
      makeBackup().catch((error: unknown) => app.log.error({ err: error }, 'backup-failed'));
    };
    setInterval(again, backupMinutes * 60_000).unref();
  }
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    switch (code) {
      case 'EADDRINUSE':
        return fail(words.portInUse(port));
      case 'EACCES':
        return fail(words.portNotAllowed(port));
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        return fail(words.noSuchAddress(host));
      default:
        throw error;
    }
  }
  const stop = (): void => {
    setTimeout(() => process.exit(1), MAX_STOP_MS).unref();
    void service.close();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return null;
}
