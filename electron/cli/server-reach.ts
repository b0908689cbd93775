import { HTTP_REFUSALS, type HttpRefusal } from '../network/http.ts';
import { treatmentOf } from '../sync/fault.ts';
import { sentence } from './catalogue.ts';
import type { CommandContext } from './command.ts';
import { settingsOf } from './places.ts';

/** Whether the institution's server answers; `no-server` where the settings name none. */
export type ServerReach = HttpRefusal | 'answer-not-json' | 'reached' | 'no-server';

const TIMEOUT_MS = 10_000;

/**
 * Asks the institution's server for its state, unsigned: a refusal in its own words is an answer too, a page in HTML is
 * not (R63).
 */
export async function serverReach(context: CommandContext): Promise<ServerReach> {
  const settings = settingsOf(context);
  if (!settings.ok || settings.value.serverUrl === null) return 'no-server';
  const base = new URL(settings.value.serverUrl);
  const url = new URL(`${base.pathname.replace(/\/$/u, '')}/v1/state`, base);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const http = context.http(settings.value);
  const sent = await http.send({ method: 'GET', url, headers: {}, body: null, signal });
  if (!sent.ok) return sent.refusal === 'stopped' ? 'timed-out' : sent.refusal;
  return isJson(sent.value.body) ? 'reached' : 'answer-not-json';
}

/** What IT can mend, or null where nothing is wrong. */
export function reachSentence(reach: ServerReach, { language }: CommandContext): string | null {
  return isFault(reach) ? sentence(language, `it.network.${reach}`) : null;
}

/** Whether a person must act: a certificate or a proxy does not mend itself, a server that is away may be back. */
export function needsMending(reach: ServerReach): boolean {
  return isFault(reach) && treatmentOf(reach).kind === 'attention';
}

function isFault(reach: ServerReach): reach is HttpRefusal | 'answer-not-json' {
  return reach === 'answer-not-json' || HTTP_REFUSALS.some((code) => code === reach);
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(body).toString('utf8'));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
