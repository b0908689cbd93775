import type { Finding } from './rule.ts';

const WIDTH = 100;
const MARKS = { passed: 'passed   ', failed: 'FAILED   ', 'not-tried': 'not tried' } as const;

/** One rule as lines of the table: what was found, the sentence, and what was expected and came. */
export function linesOf({ rule, sentence, verdict }: Finding): string {
  const shown = sentence.length > WIDTH ? `${sentence.slice(0, WIDTH - 1)}…` : sentence;
  const lines = [`${MARKS[verdict.outcome]}  ${rule.padEnd(28)}  ${shown}`];
  const indent = ' '.repeat(11);
  switch (verdict.outcome) {
    case 'passed':
      break;
    case 'failed':
      lines.push(`${indent}expected: ${verdict.expected}`, `${indent}came:     ${verdict.came}`);
      break;
    case 'not-tried':
      lines.push(`${indent}because: ${verdict.why}`);
      break;
  }
  return lines.join('\n');
}

export function totalsOf(findings: readonly Finding[]): string {
  const count = (outcome: Finding['verdict']['outcome']): number =>
    findings.filter(({ verdict }) => verdict.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('not-tried')} not tried`;
}

export function jsonOf(findings: readonly Finding[]): string {
  const rows = findings.map(({ rule, sentence, verdict }) => ({ rule, sentence, ...verdict }));
  return JSON.stringify({ rules: rows });
}

export function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ verdict }) => verdict.outcome === 'failed');
}
