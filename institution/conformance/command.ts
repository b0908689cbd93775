import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { readServerUrl } from '../../shared/sync/server-url.ts';
import { CONTRACT, sentencesOf } from './contract.ts';
import { hasFailed, jsonOf, linesOf, totalsOf } from './report.ts';
import { checkRules, type Finding, type Rule } from './rule.ts';
import { createServerBench } from './server/bench.ts';
import { SERVER_RULES } from './server/rules.ts';
import { StationBench } from './station/bench.ts';
import { FIRST_SITES } from './station/feed-rules.ts';
import { STATION_RULES } from './station/rules.ts';
import { StrictServer } from './station/strict-server.ts';
import { REAL_TIME } from './station/time.ts';

const HELP = `Holds a server, or a station, against the sync contract.

  npm run conformance -- --url URL --code CODE [--code CODE] [options]
      holds a server: enrols a station of its own with the first code and sends it everything that a station may
      send, right and wrong. The server needs no preparation but the codes; a second one lets two stations meet.
      Use a server of your own for this, with no real data: what was sent stays there.
  npm run conformance -- --serve [--port N] [options]
      holds a station: answers in the place of a server on this machine, prints a code for it, and puts the station
      through lost answers, refusals, restored backups, forged feeds and a fork. Use a station with an empty record.

  --rule ID     only this rule and what it needs; may be given several times
  --slow        with --serve: also what takes many minutes, about an hour and a half in all
  --port N      with --serve: the port on 127.0.0.1 (default 8090; 0 picks a free one)
  --json        print one line of JSON and nothing else
  --list        print every sentence of the contract with its rules, or why there is none
  --help        this text

  Ends with 0 when no rule failed, 1 when one did, 2 when it was used wrongly.
`;

type Options =
  | { readonly kind: 'help' | 'list' }
  | {
      readonly kind: 'server';
      readonly url: URL;
      readonly codes: readonly string[];
      readonly rules: readonly string[];
      readonly json: boolean;
    }
  | {
      readonly kind: 'station';
      readonly port: number;
      readonly slow: boolean;
      readonly rules: readonly string[];
      readonly json: boolean;
    };

export type Terminal = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** `npm run conformance`. Returns the exit code. */
export async function runConformance(args: readonly string[], { out, err }: Terminal): Promise<number> {
  const options = readOptions(args);
  if (!options.ok) {
    err(`${options.refusal} (--help shows what can be given.)\n`);
    return 2;
  }
  switch (options.value.kind) {
    case 'help':
      out(HELP);
      return 0;
    case 'list':
      out(listing());
      return 0;
    case 'server': {
      const { url, codes, rules, json } = options.value;
      const bench = await createServerBench(url, codes);
      if (!bench.ok) {
        err(`No server answers at ${url.href}: ${bench.refusal}.\n`);
        return 1;
      }
      return report(json, out, (onFinding) =>
        checkRules(chosen(SERVER_RULES, rules), bench.value, onFinding),
      );
    }
    case 'station':
      return serve(options.value, { out, err });
  }
}

async function serve(
  { port, slow, rules, json }: Extract<Options, { kind: 'station' }>,
  { out, err }: Terminal,
): Promise<number> {
  const server = new StrictServer(REAL_TIME, newCode());
  server.calls.feeds.set('sites', FIRST_SITES);
  const url = await server.listen(port);
  if (url === null) {
    err(`Port ${port} is not free: choose another with --port (0 picks one).\n`);
    return 2;
  }
  err(`Server at ${url}, code ${server.calls.code}\n`);
  const say = (line: string): void => err(`${line}\n`);
  const bench = new StationBench({
    server,
    time: REAL_TIME,
    isPatient: slow,
    enrolWithinMs: 15 * 60_000,
    slackMs: 0,
    say,
  });
  try {
    return await report(json, out, (onFinding) => checkRules(chosen(STATION_RULES, rules), bench, onFinding));
  } finally {
    await server.close();
  }
}

async function report(
  json: boolean,
  out: (text: string) => void,
  check: (onFinding: (finding: Finding) => void) => Promise<readonly Finding[]>,
): Promise<number> {
  const findings = await check((finding) => {
    if (!json) out(`${linesOf(finding)}\n`);
  });
  out(json ? `${jsonOf(findings)}\n` : `${totalsOf(findings)}\n`);
  return hasFailed(findings) ? 1 : 0;
}

/** The rules that were asked for, with those that prepare for them. */
function chosen<B>(rules: readonly Rule<B>[], ids: readonly string[]): readonly Rule<B>[] {
  if (ids.length === 0) return rules;
  return rules.filter(({ id }) => ids.includes(id) || PREPARING.has(id));
}

/** A station enrols before anything else can be tried. */
const PREPARING: ReadonlySet<string> = new Set(['enrolment', 'enrolment-again', 'chain-opened', 'fork']);

function readOptions(args: readonly string[]): Result<Options, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        code: { type: 'string', multiple: true, default: [] },
        serve: { type: 'boolean', default: false },
        port: { type: 'string', default: '8090' },
        rule: { type: 'string', multiple: true, default: [] },
        slow: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return refuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  if (values.help) return ok({ kind: 'help' });
  if (values.list) return ok({ kind: 'list' });
  const { url: address, code: codes, serve: isServing, rule: rules, json, slow } = values;
  const table = isServing ? STATION_RULES : SERVER_RULES;
  const unknown = rules.find((id) => !table.some((rule) => rule.id === id));
  if (unknown !== undefined) return refuse(`There is no rule ${unknown}.`);
  if (isServing) {
    if (address !== undefined || codes.length > 0) return refuse('--serve takes neither --url nor --code.');
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      return refuse(`--port takes a number from 0 to 65535, not "${values.port}".`);
    return ok({ kind: 'station', port, slow, rules, json });
  }
  if (address === undefined) return refuse('Say what to hold: --url URL --code CODE, or --serve.');
  const url = readServerUrl(address);
  if (!url.ok)
    return refuse(
      url.refusal === 'server-url-invalid'
        ? `"${address}" is not the address of a server.`
        : `"${address}" is not https; plain http is for this machine alone.`,
    );
  if (codes.length === 0) return refuse('It takes an enrolment code of the server: --code CODE.');
  return ok({ kind: 'server', url: url.value, codes, rules, json });
}

/** Every sentence that binds a side, with its rules or the reason why there is none. */
function listing(): string {
  const sides = [
    ['server', SERVER_RULES],
    ['station', STATION_RULES],
  ] as const;
  return sides
    .flatMap(([side, rules]) => [
      `What binds a ${side}:`,
      ...sentencesOf(side).map(({ id, unseen }) => {
        const held = rules.filter(({ sentences }) => sentences.includes(id)).map((rule) => rule.id);
        const by = held.length > 0 ? held.join(', ') : `no rule: ${unseen ?? ''}`;
        return `  ${CONTRACT[id].section}: ${CONTRACT[id].text}\n      ${by}`;
      }),
      '',
    ])
    .join('\n');
}

/** Without I, O, 0 and 1; 16 of these 32 letters are 80 bits. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export function newCode(): string {
  const letters = Array.from({ length: 16 }, () => CODE_LETTERS.charAt(randomInt(CODE_LETTERS.length)));
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}
