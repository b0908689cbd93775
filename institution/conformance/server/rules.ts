import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import { CHAIN_RULES } from './chain-rules.ts';
import { ENROLMENT_RULES, SLOWED_RULES } from './enrolment-rules.ts';
import { ENTRY_RULES } from './entry-rules.ts';
import { PUSH_RULES } from './push-rules.ts';
import { FEED_GROWTH_RULE, FEED_RULES } from './feed-rules.ts';
import { HEARTBEAT_RULES, KEY_RULES } from './heartbeat-rules.ts';
import { ANSWER_RULES, REQUEST_RULES } from './request-rules.ts';

/** Everything that SYNC.md asks of a server and that can be seen from outside, in the order in which it is tried. */
export const SERVER_RULES: readonly Rule<ServerBench>[] = [
  ...ENROLMENT_RULES,
  ...REQUEST_RULES,
  ...CHAIN_RULES,
  ...PUSH_RULES,
  ...ENTRY_RULES,
  ...HEARTBEAT_RULES,
  ...FEED_RULES,
  ...KEY_RULES,
  ...SLOWED_RULES,
  FEED_GROWTH_RULE,
  ...ANSWER_RULES,
];
