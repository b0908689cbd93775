import { describe, expect, it } from 'vitest';
import { CONTRACT, sentencesOf } from '../../institution/conformance/contract.ts';
import { SERVER_RULES } from '../../institution/conformance/server/rules.ts';
import { STATION_RULES } from '../../institution/conformance/station/rules.ts';

describe.each([
  ['server', SERVER_RULES],
  ['station', STATION_RULES],
] as const)('The rules for a %s', (side, rules) => {
  const held = new Set(rules.flatMap(({ sentences }) => sentences));

  it('leave out no sentence but those that a black box cannot see', () => {
    const without = sentencesOf(side).filter(({ id, unseen }) => unseen === null && !held.has(id));
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it('check only what binds that side', () => {
    const binding = new Set(sentencesOf(side).map(({ id }) => id));
    const other = rules.filter(({ sentences }) => !sentences.some((id) => binding.has(id)));
    expect(other.map(({ id }) => id)).toEqual([]);
  });

  it('have names of their own', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

it('Every sentence is quoted once', () => {
  const texts = Object.values(CONTRACT).map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});
