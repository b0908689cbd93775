import { randomBytes } from 'node:crypto';
import { toB64u } from '../../../shared/sync/encoding.ts';
import { signEnrolment } from '../../../shared/sync/enrolment.ts';
import { newSeed, type Signer, signerFromSeed } from '../../../shared/sync/keys.ts';
import { EnrolmentAnswer } from '../../../shared/sync/wire.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { NotTried, shown, Unmet } from '../expectations.ts';
import { exchange, type Exchange, type Sent } from './http.ts';
import { type Send, sendSigned, TestStation, type Wrong } from './test-station.ts';

export type EnrolmentTry = {
  readonly code: string;
  readonly signer?: Signer;
  readonly install?: string;
  /** In place of the right one. */
  readonly signature?: string;
  readonly wrong?: Wrong;
  readonly localAddress?: string;
};

/** What the rules for a server work with: its address, the codes, and the stations enrolled with them. */
export interface ServerBench {
  readonly url: URL;
  readonly codes: readonly string[];
  /** Every exchange up to now, for the rules that hold of all answers. */
  readonly exchanges: readonly Exchange[];
  /** The server's time by its last answer, milliseconds since 1970. */
  serverNow(): number;
  /** The enrolment of the first code, as it was answered. */
  readonly firstEnrolment: {
    readonly request: Required<Pick<EnrolmentTry, 'code' | 'signer' | 'install'>>;
    readonly answer: Exchange;
  };
  enrol(request: EnrolmentTry): Promise<Exchange>;
  /** The station of the first code. */
  station(): TestStation;
  /** The station of the second code. */
  secondStation(): Promise<TestStation>;
  send: Send;
}

/** Enrols a fresh station with the first code. Refuses with what the network says when no server answers. */
export async function createServerBench(
  url: URL,
  codes: readonly string[],
): Promise<Result<ServerBench, string>> {
  const base = url.href.replace(/\/+$/, '');
  const exchanges: Exchange[] = [];
  let offsetMs = 0;
  const serverNow = (): number => Date.now() + offsetMs;
  const send = async (sent: Sent): Promise<Exchange> => {
    const done = await exchange(base, sent);
    exchanges.push(done);
    const dateMs = Date.parse(done.headers.date ?? '');
    if (!Number.isNaN(dateMs)) offsetMs = dateMs - Date.now();
    return done;
  };

  const enrol = (request: EnrolmentTry): Promise<Exchange> => {
    const { code, signer = signerFromSeed(newSeed()), install = newInstall(), localAddress } = request;
    const from: Send = (sent) => send({ ...sent, ...(localAddress === undefined ? {} : { localAddress }) });
    const options = {
      base,
      serverNow,
      send: from,
      identity: { station: null, keyId: signer.publicKey, signer },
    };
    const body = {
      code,
      publicKey: signer.publicKey,
      install,
      appVersion: 'conformance',
      platform: process.platform,
      signature: request.signature ?? signEnrolment(code, install, signer),
    };
    return sendSigned(options, 'POST', '/v1/enrolments', body, request.wrong);
  };

  const enrolStation = async (code: string) => {
    const request = { code, signer: signerFromSeed(newSeed()), install: newInstall() };
    const answer = await enrol(request);
    const parsed = EnrolmentAnswer.safeParse(answer.json);
    const station =
      answer.status === 201 && parsed.success
        ? new TestStation(parsed.data, request.install, request.signer, { base, serverNow, send })
        : null;
    return { request, answer, station };
  };

  const [code = ''] = codes;
  let first: Awaited<ReturnType<typeof enrolStation>>;
  try {
    first = await enrolStation(code);
  } catch (error) {
    if (error instanceof Unmet) return refuse(error.came);
    throw error;
  }
  let second: TestStation | null = null;
  return ok({
    url,
    codes,
    exchanges,
    serverNow,
    firstEnrolment: first,
    enrol,
    send,
    station() {
      if (first.station !== null) return first.station;
      throw new NotTried(`the station was not enrolled: ${shown(first.answer)}`);
    },
    async secondStation() {
      if (second !== null) return second;
      const given = codes[1];
      if (given === undefined) throw new NotTried('it takes a second --code');
      const enrolled = await enrolStation(given);
      if (enrolled.station === null)
        throw new NotTried(`the second code was not taken: ${shown(enrolled.answer)}`);
      second = enrolled.station;
      return second;
    },
  });
}

function newInstall(): string {
  return toB64u(randomBytes(16));
}
