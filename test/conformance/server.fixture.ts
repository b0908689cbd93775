import { checkRules, type Finding } from '../../institution/conformance/rule.ts';
import { createServerBench } from '../../institution/conformance/server/bench.ts';
import { SERVER_RULES } from '../../institution/conformance/server/rules.ts';
import { toInstant } from '../../shared/clock.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import type { Institution } from '../institution/server.ts';
import { startInstitution, VECTOR_TIME } from '../institution/testing.ts';

/** The practice institution with a row in every feed. */
export async function practiceServer(): Promise<Institution> {
  const nowMs = Date.parse(VECTOR_TIME);
  const { institution } = await startInstitution({ seed: practiceSeed(nowMs) });
  await institution.setFeedRow('directives', 'd-1', {
    id: 'd-1',
    session: null,
    action: 'message',
    reason: { code: 'practice', text: 'Exercise' },
    authority: 'Institutional head (invented)',
    issuedAt: toInstant(nowMs),
    expiresAt: toInstant(nowMs + 3_600_000),
  });
  return institution;
}

/** Holds the server behind `url`, by some rules or by all. */
export async function hold(
  url: string,
  codes: readonly string[],
  ids?: readonly string[],
): Promise<readonly Finding[]> {
  const bench = await createServerBench(new URL(url), codes);
  if (!bench.ok) throw new Error(bench.refusal);
  return checkRules(
    SERVER_RULES.filter(({ id }) => ids?.includes(id) ?? !SLOW.includes(id)),
    bench.value,
  );
}

/** It takes 25 s: `whole.long.test.ts` has it. */
const SLOW = ['feed-wait-limit'];
