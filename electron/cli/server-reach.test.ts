import { expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ok, refuse } from '../../shared/result.ts';
import { HTTP_REFUSALS, type Http, type HttpRefusal } from '../network/http.ts';
import { SystemClock } from '../platform/system-clock.ts';
import type { CommandContext } from './command.ts';
import { needsMending, reachSentence, serverReach } from './server-reach.ts';

const answer = (text: string): Http => ({
  send: () => Promise.resolve(ok({ status: 401, header: () => null, body: Buffer.from(text) })),
});
const fault = (code: HttpRefusal): Http => ({ send: () => Promise.resolve(refuse(code)) });

async function reach(http: Http, settings: object, language: 'en' | 'fr' = 'en') {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-reach-'));
  const file = path.join(folder, 'station.json');
  writeFileSync(file, JSON.stringify({ dataFolder: folder, ...settings }));
  const context: CommandContext = {
    clock: new SystemClock(),
    platform: process.platform,
    environment: {},
    program: { name: '', version: '1.0.0', build: 'production', hardeningScript: '', fonts: '' },
    http: () => http,
    language,
    operands: [],
    options: { settings: file },
  };
  const found = await serverReach(context);
  rmSync(folder, { recursive: true });
  return [found, reachSentence(found, context)] as const;
}

const SERVER = { serverUrl: 'https://institution.example' };

it('takes the server’s own refusal for an answer, and a page for none', async () => {
  expect(await reach(answer('{"code":"key-unknown"}'), SERVER)).toEqual(['reached', null]);
  expect((await reach(answer('<html>'), SERVER))[0]).toBe('answer-not-json');
  expect((await reach(fault('stopped'), SERVER))[0]).toBe('timed-out');
  expect(await reach(fault('proxy'), {})).toEqual(['no-server', null]);
});

it('is a problem where a person must act, and none where the server may be back by itself', () => {
  for (const reach of ['certificate-date', 'proxy-password', 'portal', 'answer-not-json'] as const)
    expect(needsMending(reach)).toBe(true);
  for (const reach of ['unreachable', 'no-network', 'timed-out', 'reached', 'no-server'] as const)
    expect(needsMending(reach)).toBe(false);
});

it.each(HTTP_REFUSALS.filter((code) => code !== 'stopped'))(
  'R63: names %s in both languages, for IT',
  async (code) => {
    const [english, french] = [await reach(fault(code), SERVER), await reach(fault(code), SERVER, 'fr')];
    expect(english).toEqual([code, expect.stringMatching(/\.$/u)]);
    expect(french[1]).not.toBe(english[1]);
  },
);
