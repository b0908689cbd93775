import { toB64u } from '../../../shared/sync/encoding.ts';
import { EnrolmentAnswer } from '../../../shared/sync/wire.ts';
import { readServerUrl } from '../../../shared/sync/server-url.ts';
import {
  expectAnswer,
  expectEqual,
  expectRefusal,
  expectStatus,
  expectThat,
  NotTried,
} from '../expectations.ts';
import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import type { Exchange } from './http.ts';

const CODE_BITS = 80;
/** Letters of one case and digits: the most that a code for people to type has. */
const BITS_OF_A_CHARACTER = Math.log2(36);
/** More wrong codes than a person types. */
const MOST_TRIES = 30;

/** `POST /v1/enrolments`. */
export const ENROLMENT_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'enrolment',
    sentences: ['call-enrolments', 'enrolment-signature', 'sha256', 'b64u'],
    check: ({ firstEnrolment: { answer } }) => {
      const { epoch } = expectAnswer(answer, 201, EnrolmentAnswer);
      expectEqual('the epoch of the header', epoch, answer.headers['child-link-epoch']);
    },
  },
  {
    id: 'enrolment-again',
    sentences: ['enrolment-again'],
    check: async ({ firstEnrolment: { request, answer }, enrol, station }) => {
      station();
      const again = await enrol(request);
      expectStatus(again, 201);
      expectEqual('the same answer as before', again.json, answer.json);
    },
  },
  {
    id: 'enrolment-one-use',
    sentences: ['enrolment-code'],
    check: async ({ firstEnrolment: { request }, enrol, station }) => {
      station();
      expectRefusal(await enrol({ code: request.code }), 'enrolment-refused');
    },
  },
  {
    id: 'enrolment-code-bits',
    sentences: ['enrolment-code'],
    check: ({ codes }) => {
      for (const code of codes) {
        const characters = code.replaceAll(/[\s-]/g, '').length;
        const bits = Math.floor(characters * BITS_OF_A_CHARACTER);
        expectThat(bits >= CODE_BITS, `room for ${CODE_BITS} bits in the code`, `${characters} characters`);
      }
    },
  },
  {
    id: 'enrolment-refused-alike',
    sentences: ['enrolment-refused'],
    check: async ({ firstEnrolment: { request }, codes, enrol, secondStation, station }) => {
      station();
      const signature = toB64u(new Uint8Array(64));
      const used = await enrol({ code: request.code });
      // The kit may have run from here a short while ago.
      if (used.status === 429) throw new NotTried('too many wrong codes came from this machine lately');
      const unknown = await enrol({ code: 'AAAA-AAAA-AAAA-AAAA' });
      const unsigned = codes[1] === undefined ? null : await enrol({ code: codes[1], signature });
      for (const answer of [used, unknown, ...(unsigned === null ? [] : [unsigned])]) {
        const { title, detail } = expectRefusal(answer, 'enrolment-refused');
        expectEqual('the words for a used code', { title, detail }, wordsOf(used));
      }
      // A wrong signature must not spend the code either.
      if (unsigned !== null) await secondStation();
    },
  },
  {
    id: 'enrolment-malformed',
    sentences: ['error-malformed', 'call-enrolments'],
    check: async ({ enrol, station }) => {
      station();
      const answer = await enrol({ code: 'A', wrong: { bodySent: '<html>', afterwards: DIGEST_OF_HTML } });
      expectThat(answer.status === 400 || answer.status === 401, '400 malformed', `${answer.status}`);
    },
  },
];

function wordsOf(answer: Exchange): object {
  const { title, detail } = expectRefusal(answer, 'enrolment-refused');
  return { title, detail };
}

const DIGEST_OF_HTML = { signature: null, 'signature-input': null, 'content-digest': null };

/** These leave the address of this machine slowed down, so they come last. */
export const SLOWED_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'enrolment-slowed',
    sentences: ['enrolment-slowed', 'error-busy'],
    check: async ({ enrol, station }) => {
      station();
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const answer = await enrol({ code: 'BBBB-BBBB-BBBB-BBBB' });
        if (answer.status === 403) continue;
        expectRefusal(answer, 'too-many-requests');
        expectThat(
          /^\d+$/.test(answer.headers['retry-after'] ?? ''),
          'Retry-After in seconds',
          answer.headers['retry-after'] ?? 'none',
        );
        return;
      }
      expectThat(false, `429 after ${MOST_TRIES} wrong codes`, '403 each time');
    },
  },
  {
    id: 'enrolment-slowed-elsewhere',
    sentences: ['enrolment-slowed'],
    check: async ({ enrol, url, firstEnrolment: { request }, station }) => {
      station();
      const isHere = readServerUrl(url.href).ok && url.hostname === '127.0.0.1';
      if (!isHere || process.platform !== 'linux')
        throw new NotTried('this machine has only one address towards the server');
      // A used code is still looked at, not slowed, when it comes from another address.
      const answer = await enrol({ code: request.code, localAddress: '127.0.0.2' });
      expectRefusal(answer, 'enrolment-refused');
    },
  },
];
