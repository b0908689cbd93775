import { describe, it } from 'vitest';
import { checkRules, type Finding } from '../../institution/conformance/rule.ts';
import { STATION_RULES } from '../../institution/conformance/station/rules.ts';
import { ok } from '../../shared/result.ts';
import { signEnrolment } from '../../shared/sync/enrolment.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { EnrolmentRequest, FeedAnswer } from '../../shared/sync/wire.ts';
import { DirectiveRow } from '../../shared/sync/rows.ts';
import type { HttpAnswer, HttpRequest } from '../../electron/network/http.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { type Held, holdStation } from './station.fixture.ts';

const failed = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ verdict }) => verdict.outcome === 'failed').map(({ rule }) => rule);

/** At once, because they mostly wait. */
describe.concurrent('A real station', { timeout: 120_000 }, () => {
  it('keeps every rule', async ({ expect, onTestFinished }) => {
    const { bench, here } = await holdStation({ onTestFinished });
    const findings = await checkRules(STATION_RULES, bench);
    expect(findings.filter(({ verdict }) => verdict.outcome === 'failed')).toEqual([]);
    const notTried = findings.filter(({ verdict }) => verdict.outcome === 'not-tried');
    expect(notTried.map(({ rule }) => rule)).toEqual([
      'storage-full',
      'refused-signature-invalid',
      'refused-key-unknown',
      'refused-station-revoked',
      'refused-version-unsupported',
      'request-timed-out',
      'key-rotated',
    ]);
    expect(here.bugs).toEqual([]);
  });

  it('keeps them where its HTTP client repeats a request that was cut off, as Chromium does', async ({
    expect,
    onTestFinished,
  }) => {
    const ids = [...ENROLLING, 'push-next', 'push-answer-lost', 'push-request-lost'];
    const repeat: Reply = async (request, real) => {
      const answer = await real(request);
      return answer.ok ? answer : real(request);
    };
    const { bench } = await holdStation({ onTestFinished }, (held) => between(held, repeat));
    expect(
      failed(
        await checkRules(
          STATION_RULES.filter(({ id }) => ids.includes(id)),
          bench,
        ),
      ),
    ).toEqual([]);
  });

  it('keeps the rules for a change of its key', async ({ expect, onTestFinished }) => {
    const { bench, here } = await holdStation({ onTestFinished });
    const ids = [...ENROLLING, 'push-next', 'key-rotated'];
    const rules = STATION_RULES.filter(({ id }) => ids.includes(id));
    const last = rules.at(-1)!;
    expect(failed(await checkRules(rules.slice(0, -1), bench))).toEqual([]);
    expect(await here.sync.rotateKey()).toMatchObject({ ok: true });
    await here.sync.syncNow();
    expect((await checkRules([last], bench))[0]?.verdict).toEqual({ outcome: 'passed' });
  });
});

const ENROLLING = ['enrolment', 'enrolment-again', 'chain-opened', 'directive-answered'];

type Reply = (request: HttpRequest, real: Held['here']['network']['send']) => ReturnType<typeof real>;

/** Puts something between the station and the network. */
function between({ here }: Held, reply: Reply): void {
  const real = here.network.send.bind(here.network);
  here.network.send = (request) => reply(request, real);
}

const empty = (status: number): HttpAnswer => ({ status, header: () => null, body: new Uint8Array() });
const refused = (directive: string): EntryDraft => ({
  type: 'directive.refused',
  body: { directive, action: 'terminate', code: 'no-session' },
  actor: 'station',
  session: null,
});

/** Each changes one behaviour of the station. */
const FAULTS: readonly {
  readonly what: string;
  readonly rule: string;
  readonly also?: readonly string[];
  readonly plant: (held: Held) => void;
}[] = [
  {
    what: 'leaves the version out of its heartbeat',
    rule: 'request-version',
    also: ['heartbeat'],
    plant: (held) =>
      between(held, (request, real) => {
        if (!request.url.pathname.endsWith('/heartbeat')) return real(request);
        const { 'child-link-version': _, ...headers } = request.headers;
        return real({ ...request, headers });
      }),
  },
  {
    what: 'sends no heartbeat',
    rule: 'heartbeat',
    plant: (held) =>
      between(held, async (request, real) =>
        request.url.pathname.endsWith('/heartbeat') ? ok(empty(204)) : real(request),
      ),
  },
  {
    what: 'enrols again with another key',
    rule: 'enrolment-again',
    plant: (held) => {
      let tries = 0;
      between(held, (request, real) => {
        if (!request.url.pathname.endsWith('/enrolments') || (tries += 1) === 1) return real(request);
        const body = EnrolmentRequest.parse(JSON.parse(Buffer.from(request.body ?? []).toString()));
        const signer = signerFromSeed(newSeed());
        const signature = signEnrolment(body.code, body.install, signer);
        const other = { ...body, publicKey: signer.publicKey, signature };
        return real({ ...request, body: Buffer.from(JSON.stringify(other)) });
      });
    },
  },
  {
    what: 'sends two pushes at once',
    rule: 'one-push-in-flight',
    plant: (held) =>
      between(held, async (request, real) => {
        if (!request.url.pathname.endsWith('/entries')) return real(request);
        const [first] = await Promise.all([real(request), real(request)]);
        return first;
      }),
  },
  {
    what: 'does not ask where the server is before it sends',
    rule: 'push-answer-lost',
    plant: (held) => {
      let known: HttpAnswer | null = null;
      between(held, async (request, real) => {
        if (!request.url.pathname.endsWith('/state')) return real(request);
        if (known !== null) return ok(known);
        const answer = await real(request);
        if (answer.ok && !Buffer.from(answer.value.body).toString().includes('"unknown"'))
          known = answer.value;
        return answer;
      });
    },
  },
  {
    what: 'does not wait as long as it is asked to',
    rule: 'retry-after',
    plant: ({ here }) => {
      here.network.tamper = (_request, answer) => ({
        ...answer,
        header: (name) => (name.toLowerCase() === 'retry-after' ? null : answer.header(name)),
      });
    },
  },
  {
    what: 'obeys a directive of a feed that nobody signed',
    rule: 'feed-signature',
    plant: ({ here, receive }) => {
      here.network.tamper = ({ url }, answer) => {
        const isFeed = url.pathname.endsWith('/directives') && answer.status === 200;
        const page = FeedAnswer.safeParse(isFeed ? JSON.parse(Buffer.from(answer.body).toString()) : null);
        for (const op of page.data?.ops ?? []) if (op.op === 'put') receive(DirectiveRow.parse(op.row));
        return null;
      };
    },
  },
  {
    what: 'forgets which directives it has answered',
    rule: 'directive-once',
    plant: ({ here }) => {
      const seen = new Set<string>();
      here.sync.feeds.onDirective(({ id }) => {
        if (seen.has(id)) here.journal.append([refused(id)]);
        seen.add(id);
      });
    },
  },
  {
    what: 'keeps its evidence to itself',
    rule: 'fork-evidence',
    also: ['fork'],
    plant: (held) =>
      between(held, async (request, real) =>
        request.url.pathname.endsWith('/evidence') ? ok(empty(202)) : real(request),
      ),
  },
];

describe.concurrent('A station', () => {
  it.for(FAULTS)('that $what is found by the rule $rule', async (row, { expect, onTestFinished }) => {
    const { rule, also = [], plant } = row;
    const { bench } = await holdStation({ onTestFinished }, plant);
    const ids = [...ENROLLING, ...also, rule];
    const findings = await checkRules(
      STATION_RULES.filter(({ id }) => ids.includes(id)),
      bench,
    );
    expect(failed(findings)).toContain(rule);
  });
});
