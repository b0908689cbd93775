import { refuse, type Result } from '../../shared/result.ts';
import { type Opened, openService } from './open-service.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { RUN } from './verbs.ts';

export type Terminal = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs the command line. Returns the exit code, or null while the service runs. */
export async function runInstitution(args: readonly string[], terminal: Terminal): Promise<number | null> {
  const { out, err } = terminal;
  const read = readOptions(args);
  if (!read.ok) {
    err(`${read.refusal} (--help shows what can be given.)\n`);
    return 2;
  }
  if (read.value === 'help') {
    out(HELP);
    return 0;
  }
  const options = read.value;
  const isServing = options.verb === 'serve' && !options.checkOnly;
  const opened = await openService(options, isServing ? { write: out } : null);
  if (!opened.ok) {
    err(`${opened.refusal}\n`);
    return 1;
  }
  if (isServing) return serve(opened.value, options, terminal);
  const said = await once(opened.value, options);
  await opened.value.service.close();
  if (said.ok) out(`${said.value}\n`);
  else err(`${said.refusal}\n`);
  return said.ok ? 0 : 1;
}

async function once(opened: Opened, options: Options): Promise<Result<string, string>> {
  if (options.verb !== 'serve') return RUN[options.verb](opened, options);
  const ids = await opened.service.institutions.ids();
  for (const id of ids) {
    const found = await opened.service.institutions.find(id);
    if (found === null) return refuse(`The institution "${id}" was begun and not finished.`);
  }
  return {
    ok: true,
    value: `It could start. Institutions: ${ids.join(', ') || 'none yet (add-institution)'}.`,
  };
}

/** How long requests under way have before the process ends all the same. */
const MAX_STOP_MS = 15_000;

async function serve(
  { service, storage }: Opened,
  { host, port, backupMinutes }: Options,
  { err }: Terminal,
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
        return fail(`Port ${port} is in use: stop what listens there, or choose another with --port.`);
      case 'EACCES':
        return fail(`Port ${port} is not allowed to this user: choose one above 1023 with --port.`);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        return fail(`This machine has no address ${host}: choose another with --host.`);
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
