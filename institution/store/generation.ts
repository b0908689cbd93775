import { expressionBuilder } from 'kysely';
import type { Tables } from './tables.ts';

/** The generation after that of an institution's feeds, or `least` where that is later. */
export function raisedGeneration(least: number) {
  const eb = expressionBuilder<Tables, 'institutions'>();
  return eb
    .case()
    .when('generation', '<', least)
    .then(least)
    .else(eb('generation', '+', 1))
    .end();
}
