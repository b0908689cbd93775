import type { HttpAnswer } from '../../electron/network/http.ts';
import type { Dice } from './random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ODD: readonly Json[] = [
  ...[null, true, false, 0, -1, 1, 2 ** 53, -(2 ** 53), 1e308, 0.5, '', ' ', '\u0000', '\ud800', '__proto__'],
  ...[
    'constructor',
    '9007199254740993',
    '2026-11-22T01:02:03.456Z',
    '+275760-09-13T00:00:00.001Z',
    'x'.repeat(5000),
  ],
  ...[[], {}, [[]], [null], { __proto__: null }],
];
const STATUSES = [
  200, 201, 202, 204, 206, 400, 401, 403, 404, 409, 410, 413, 418, 422, 426, 429, 500, 502, 503, 507,
];
const CODES = [
  ...[
    'malformed',
    'signature-invalid',
    'key-unknown',
    'enrolment-refused',
    'station-revoked',
    'no-such-entry',
  ],
  ...['chain-unknown', 'gap', 'fork', 'feed-reset', 'too-large', 'hash-mismatch', 'version-unsupported'],
  ...['too-many-requests', 'unavailable', 'storage-full', 'never-heard-of', '__proto__', 'toString'],
];

/** The answer with one or a few faults: in its bytes, JSON, status or content type. */
export function mutate(answer: HttpAnswer, dice: Dice): HttpAnswer {
  const how = dice.weighted({ json: 60, bytes: 15, problem: 12, type: 3, status: 5, other: 5 });
  switch (how) {
    case 'json':
      return { ...answer, body: mutateJson(answer.body, dice) };
    case 'bytes':
      return { ...answer, body: mutateBytes(answer.body, dice) };
    case 'problem':
      return problem(dice);
    case 'type':
      return withHeaders(answer, {
        'content-type': dice.pick(['text/html', '', 'application/jsonx', 'image/png']),
      });
    case 'status':
      return { ...answer, status: dice.pick(STATUSES) };
    case 'other':
      return {
        ...answer,
        body: Buffer.from(dice.pick(['', 'null', '[]', '{}', '0', '""', '{"', '\ufeff{}'])),
      };
  }
}

/** Flips, cuts, inserts or doubles, one to three times. */
export function mutateBytes(body: Uint8Array, dice: Dice): Uint8Array {
  let bytes = Buffer.from(body);
  for (let count = dice.whole(1, 3); count > 0; count -= 1) {
    const at = dice.whole(0, Math.max(0, bytes.length - 1));
    const how = dice.pick(['flip', 'cut', 'insert', 'double']);
    if (how === 'flip' && bytes.length > 0) bytes[at] = bytes[at]! ^ (1 << dice.whole(0, 7));
    else if (how === 'cut') bytes = bytes.subarray(0, at);
    else if (how === 'insert') {
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([dice.whole(0, 255)]), bytes.subarray(at)]);
    } else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))]);
  }
  return bytes;
}

function mutateJson(body: Uint8Array, dice: Dice): Uint8Array {
  let value: Json;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return mutateBytes(body, dice);
  }
  for (let count = dice.whole(1, 2); count > 0; count -= 1) value = changeSomewhere(value, dice);
  return Buffer.from(JSON.stringify(value), 'utf8');
}

/** Walks down at random and changes what it reaches. */
function changeSomewhere(value: Json, dice: Dice): Json {
  if (value !== null && typeof value === 'object' && dice.chance(0.85)) {
    const names = Object.keys(value);
    if (names.length > 0) {
      const name = dice.pick(names);
      const how = dice.weighted({ below: 70, drop: 10, swap: 8, double: 6, add: 6 });
      if (Array.isArray(value)) return changeList(value, Number(name), how, dice);
      const { [name]: chosen = null, ...rest } = value;
      if (how === 'below') return { ...value, [name]: changeSomewhere(chosen, dice) };
      if (how === 'drop') return rest;
      if (how === 'swap') {
        const other = dice.pick(names);
        return { ...value, [name]: value[other] ?? null, [other]: chosen };
      }
      return { ...value, [dice.pick(['extra', 'gen', 'reset', 'more', '__proto__', 'seq'])]: dice.pick(ODD) };
    }
  }
  return changeValue(value, dice);
}

function changeList(list: Json[], index: number, how: string, dice: Dice): Json[] {
  const chosen = list[index] ?? null;
  if (how === 'below') return list.with(index, changeSomewhere(chosen, dice));
  if (how === 'drop') return list.toSpliced(index, 1);
  if (how === 'swap') return list.toReversed();
  if (how === 'double') return [...list, chosen];
  return [...list, dice.pick(ODD)];
}

function changeValue(value: Json, dice: Dice): Json {
  if (dice.chance(0.3)) return dice.pick(ODD);
  if (typeof value === 'number') return value + dice.pick([-1, 1, -10, 10, 1000, 0.25]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string' && value !== '') {
    const at = dice.whole(0, value.length - 1);
    const letter = dice.pick(['A', 'b', '0', '-', '_', '=', 'é', ' ']);
    return dice.pick([
      value.slice(0, at) + letter + value.slice(at + 1),
      value.slice(0, at) + value.slice(at + 1),
      value + letter,
      value.toUpperCase(),
    ]);
  }
  return dice.pick(ODD);
}

function problem(dice: Dice): HttpAnswer {
  const content: Json = {
    type: `urn:child-link:problem:${dice.pick(CODES)}`,
    title: 'made up',
    ...(dice.chance(0.4) ? { seq: dice.pick([0, 1, 5, -1, 1e9]) } : {}),
    ...(dice.chance(0.4)
      ? { head: dice.pick<Json>([null, {}, { seq: 1, hash: 'A'.repeat(43) }, { seq: 0, hash: '' }, 7]) }
      : {}),
  };
  const headers = {
    'content-type': 'application/problem+json',
    ...(dice.chance(0.3) ? { 'retry-after': dice.pick(['0', '5', '-1', 'soon', '999999999999', '']) } : {}),
  };
  const body = Buffer.from(JSON.stringify(content));
  return withHeaders({ status: dice.pick(STATUSES), header: () => null, body }, headers);
}

function withHeaders(answer: HttpAnswer, headers: Readonly<Record<string, string>>): HttpAnswer {
  return { ...answer, header: (name) => headers[name.toLowerCase()] ?? answer.header(name) };
}
