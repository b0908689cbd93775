import { CONTRACT, type SentenceId } from './contract.ts';
import { NotTried, Unmet } from './expectations.ts';

export type Verdict =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly expected: string; readonly came: string }
  | { readonly outcome: 'not-tried'; readonly why: string };

/** One row of a table of rules: what it is called, what it holds the other side to, and how. */
export type Rule<B> = {
  /** Stable: people write it into their own notes. */
  readonly id: string;
  /** The sentences of SYNC.md that it checks; the first is printed. */
  readonly sentences: readonly [SentenceId, ...SentenceId[]];
  /** Throws {@link Unmet} or {@link NotTried}; returns when the rule is kept. */
  readonly check: (bench: B) => void | Promise<void>;
};

export type Finding = { readonly rule: string; readonly sentence: string; readonly verdict: Verdict };

/** Checks one rule after the other, in the order of the table. */
export async function checkRules<B>(
  rules: readonly Rule<B>[],
  bench: B,
  onFinding: (finding: Finding) => void = () => undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const finding = findingOf(rule, await verdictOf(() => rule.check(bench)));
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}

export function findingOf(rule: Pick<Rule<never>, 'id' | 'sentences'>, verdict: Verdict): Finding {
  const { section, text } = CONTRACT[rule.sentences[0]];
  return { rule: rule.id, sentence: `${section}: ${text}`, verdict };
}

async function verdictOf(check: () => void | Promise<void>): Promise<Verdict> {
  try {
    await check();
    return { outcome: 'passed' };
  } catch (error) {
    if (error instanceof Unmet) return { outcome: 'failed', expected: error.expected, came: error.came };
    if (error instanceof NotTried) return { outcome: 'not-tried', why: error.message };
    throw error;
  }
}
