/** One measured ratio with what it must reach. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  /** `at-least` or `at-most` this much. */
  readonly target: { readonly kind: 'at-least' | 'at-most'; readonly value: number };
  /** What the ratio was made of: plain numbers with their units in the names. */
  readonly parts: Readonly<Record<string, number>>;
};

export function isReached({ value, target }: Figure): boolean {
  return target.kind === 'at-least' ? value >= target.value : value <= target.value;
}

export type BenchOptions = {
  /** Smaller and quicker; for a look, not for the record. */
  readonly quick: boolean;
  /** Reports progress. */
  readonly say: (line: string) => void;
};

export type Bench = (options: BenchOptions) => Promise<readonly Figure[]>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)],
    sorted[middle],
  ];
  return (low + high) / 2;
}

export function round(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

/** A table for people. */
export function tableOf(figures: readonly Figure[]): string {
  return figures
    .map((figure) => {
      const { name, value, target, parts } = figure;
      const sign = target.kind === 'at-least' ? '≥' : '≤';
      const details = Object.entries(parts).map(([part, number]) => `${part} ${round(number, 4)}`);
      const verdict = isReached(figure) ? 'ok    ' : 'MISSED';
      return `${verdict}  ${name}: ${round(value)} (${sign} ${target.value})\n        ${details.join(', ')}`;
    })
    .join('\n');
}
