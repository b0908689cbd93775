import type { Rule } from '../rule.ts';
import type { StationBench } from './bench.ts';
import { DIVERGENCE_RULES } from './divergence-rules.ts';
import { STATION_ENROLMENT_RULES } from './enrolment-rules.ts';
import { STATION_FEED_RULES } from './feed-rules.ts';
import { JOURNAL_RULES } from './journal-rules.ts';
import { REFUSAL_RULES } from './refusal-rules.ts';
import { STATION_REQUEST_RULES } from './request-rules.ts';
import { RESTORE_RULES } from './restore-rules.ts';

/** Everything that SYNC.md asks of a station and that its server can see, in the order in which it is tried. */
export const STATION_RULES: readonly Rule<StationBench>[] = [
  ...STATION_ENROLMENT_RULES,
  ...JOURNAL_RULES,
  ...REFUSAL_RULES,
  ...RESTORE_RULES,
  ...STATION_FEED_RULES,
  ...DIVERGENCE_RULES,
  ...STATION_REQUEST_RULES,
];
