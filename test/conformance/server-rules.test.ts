import { describe, expect, it } from 'vitest';
import type { Finding } from '../../institution/conformance/rule.ts';
import { VECTOR_TIME } from '../institution/testing.ts';
import { hold, practiceServer } from './server.fixture.ts';
import { faultyServer, type Passed, type ServerFault, withJson } from './faulty-server.fixture.ts';

const failed = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ verdict }) => verdict.outcome === 'failed').map(({ rule }) => rule);

it('A server that does not enrol the station leaves the rest untried', async () => {
  const institution = await practiceServer();
  const findings = await hold(institution.url, ['A-CODE-OF-NOBODY']);
  expect(failed(findings)).toContain('enrolment');
  expect(findings.find(({ rule }) => rule === 'push')?.verdict).toMatchObject({
    outcome: 'not-tried',
    why: expect.stringContaining('403'),
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };
const accept = (json: object): Passed => ({ status: 200, headers: JSON_TYPE, text: JSON.stringify(json) });
const isPush = (path: string): boolean => path.endsWith('/entries');
const refuse = (status: number, code: string): Passed => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  text: JSON.stringify({ type: `urn:child-link:problem:${code}` }),
});

function without<T>(members: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));
}

/** Each changes one behaviour of the practice server. */
const FAULTS: readonly (ServerFault & { readonly what: string; readonly rule: string })[] = [
  {
    what: 'leaves out the epoch',
    rule: 'answer-epoch',
    after: (_request, answer) => ({ ...answer, headers: without(answer.headers, 'child-link-epoch') }),
  },
  {
    what: 'lets answers be cached',
    rule: 'answer-not-cached',
    after: (_request, answer) => ({
      ...answer,
      headers: { ...answer.headers, 'cache-control': 'max-age=60' },
    }),
  },
  {
    what: 'refuses with plain JSON',
    rule: 'problem-media-type',
    after: (_request, answer) =>
      answer.status < 400 ? null : { ...answer, headers: { ...answer.headers, ...JSON_TYPE } },
  },
  {
    what: 'takes another version',
    rule: 'version-other',
    before: ({ headers }) => (headers['child-link-version'] === '2' ? accept({}) : null),
  },
  {
    what: 'judges the time of what changes something',
    rule: 'write-at-any-time',
    before: ({ method, path, headers }) => {
      const created = Number(/created=(\d+)/.exec(String(headers['signature-input']))?.[1]);
      const isOff = Math.abs(created - Date.parse(VECTOR_TIME) / 1000) > 300;
      return method === 'POST' && path !== '/v1/enrolments' && isOff ? refuse(401, 'clock-skewed') : null;
    },
  },
  {
    what: 'answers a read of any age',
    rule: 'read-too-old',
    after: (_request, answer) => (answer.text.includes('clock-skewed') ? accept({}) : null),
  },
  {
    what: 'does not read gzip',
    rule: 'gzip',
    before: ({ headers }) => (headers['content-encoding'] === 'gzip' ? refuse(400, 'malformed') : null),
  },
  {
    what: 'enrols twice with one code',
    rule: 'enrolment-one-use',
    after: ({ path }, answer) =>
      path === '/v1/enrolments' && answer.status === 403 ? { ...answer, status: 201 } : null,
  },
  {
    what: 'signs receipts with nothing',
    rule: 'receipt-signature',
    after: ({ path }, answer) =>
      isPush(path) && answer.status === 200
        ? withJson(answer, (json) => ({
            ...json,
            receipt: { ...Object(json['receipt']), signature: 'A'.repeat(86) },
          }))
        : null,
  },
  {
    what: 'counts what came again as new',
    rule: 'push-overlap',
    after: ({ path }, answer) =>
      isPush(path) && answer.status === 200
        ? withJson(answer, (json) => ({ ...json, accepted: 3, duplicate: 0 }))
        : null,
  },
  {
    what: 'names no head in a gap',
    rule: 'push-gap',
    after: (_request, answer) =>
      answer.text.includes('problem:gap') ? withJson(answer, (json) => without(json, 'head')) : null,
  },
  {
    what: 'overlooks a fork',
    rule: 'push-fork',
    after: (_request, answer) => (answer.text.includes('problem:fork') ? accept({}) : null),
  },
  {
    what: 'calls a forked chain open',
    rule: 'push-fork-marked',
    after: ({ path }, answer) =>
      path.startsWith('/v1/state') && answer.status === 200
        ? withJson(answer, (json) => ({ ...json, status: 'open' }))
        : null,
  },
  {
    what: 'rejects what it does not know',
    rule: 'unknown-type',
    before: ({ json }) => (JSON.stringify(json).includes('weather') ? refuse(422, 'hash-mismatch') : null),
  },
  {
    what: 'settles more than there is',
    rule: 'push-settled',
    after: ({ path }, answer) =>
      isPush(path) && answer.status === 200 ? withJson(answer, (json) => ({ ...json, settledSeq: 9 })) : null,
  },
  {
    what: 'does not hold a question that waits',
    rule: 'feed-wait',
    before: ({ path }) =>
      path.includes('wait=')
        ? accept({
            ...{ feed: 'directives', gen: 1, ver: 1, reset: false, more: false, ops: [] },
            ...{ stateHash: 'A'.repeat(43), signature: 'A'.repeat(86), keyId: 'server-1' },
            ...{ issuedAt: VECTOR_TIME, expiresAt: VECTOR_TIME },
          })
        : null,
  },
  {
    what: 'hashes a feed wrongly',
    rule: 'feed-state-hash',
    after: ({ path }, answer) =>
      path.startsWith('/v1/feeds/') && answer.status === 200
        ? withJson(answer, (json) => ({ ...json, stateHash: 'A'.repeat(43) }))
        : null,
  },
  {
    what: 'cuts milliseconds from its time',
    rule: 'state-time',
    after: ({ path }, answer) =>
      path.startsWith('/v1/state') && answer.status === 200
        ? withJson(answer, (json) => ({ ...json, time: String(json['time']).replace(/\.\d+Z/, 'Z') }))
        : null,
  },
  {
    what: 'takes a heartbeat with any head',
    rule: 'heartbeat-head-signature',
    after: ({ path }, answer) =>
      path === '/v1/heartbeat' && answer.status === 401 ? { ...answer, status: 204, text: '' } : null,
  },
];

describe('A server', () => {
  it.each(FAULTS)('that $what is found by the rule $rule', async ({ rule, before, after }) => {
    const institution = await practiceServer();
    const url = await faultyServer(institution.url, {
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    const codes = [await institution.code(), await institution.code()];
    // The rules for all answers look at those that the others brought about.
    const others = ['enrolment', 'key-unknown', 'feed-names'];
    const found = failed(await hold(url, codes, [...others, rule]));
    expect(found).toContain(rule);
  });
});
