import type { TrackingRow } from './row.ts';

/** An observation or concern that came after the sheet was completed (R51). */
export type LateObservation = {
  readonly source: 'site' | 'staff';
  readonly text: string;
  /** Of the report through normal procedures; empty for none. */
  readonly reference: string;
};

type Observed = Pick<
  TrackingRow,
  'observationSource' | 'observations' | 'staffObservations' | 'reportReference'
>;

/** The row with the observation added; what was there stays, each source for itself. */
export function withObservation(row: TrackingRow, { source, text, reference }: LateObservation): TrackingRow {
  const joined = (before: string | undefined) =>
    [before ?? '', text].filter((part) => part !== '').join('\n');
  const reportReference = [...new Set([row.reportReference, reference])]
    .filter((part) => part !== '')
    .join('; ');
  return { ...row, ...observed(row, source, joined), reportReference };
}

function observed(
  row: TrackingRow,
  source: LateObservation['source'],
  joined: (before: string | undefined) => string,
): Partial<Observed> {
  const { observationSource, observations, staffObservations } = row;
  if (observationSource === 'none' || observationSource === source)
    return { observationSource: source, observations: joined(observations) };
  const both = { observationSource: 'both' } as const;
  if (observationSource === 'both')
    return source === 'site'
      ? { ...both, observations: joined(observations) }
      : { ...both, staffObservations: joined(staffObservations) };
  return source === 'site'
    ? { ...both, observations: joined(''), staffObservations: observations }
    : { ...both, staffObservations: joined('') };
}
