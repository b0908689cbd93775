import { parseArgs, type ParseArgsConfig } from 'node:util';

/** As `parseArgs` of node:util. An option that is unknown or lacks its value ends the program: one sentence, exit code 1. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
