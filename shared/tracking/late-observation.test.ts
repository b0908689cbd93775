import { describe, expect, it } from 'vitest';
import { withObservation } from './late-observation.ts';
import { SAMPLE_ROW } from './tracking.fixture.ts';

const NONE = {
  ...SAMPLE_ROW,
  observationSource: 'none' as const,
  observations: '',
  staffObservations: '',
  reportReference: '',
};
const LATE = { text: 'Late', reference: '' };
const observed = ({
  observationSource,
  observations,
  staffObservations,
}: ReturnType<typeof withObservation>) => [observationSource, observations, staffObservations];

describe('R51: an observation that comes later', () => {
  it.each([
    ['none', 'site', ['site', 'Late', '']],
    ['none', 'staff', ['staff', 'Late', '']],
    ['site', 'site', ['site', 'First\nLate', '']],
    ['staff', 'staff', ['staff', 'First\nLate', '']],
    ['site', 'staff', ['both', 'First', 'Late']],
    ['staff', 'site', ['both', 'Late', 'First']],
  ] as const)('joins one from %s with one from %s, each for itself', (before, source, after) => {
    const row = { ...NONE, observationSource: before, observations: before === 'none' ? '' : 'First' };
    expect(observed(withObservation(row, { ...LATE, source }))).toEqual(after);
  });

  it.each([
    ['site', ['both', 'Site\nLate', 'Staff']],
    ['staff', ['both', 'Site', 'Staff\nLate']],
  ] as const)('is added where both have one already, from %s', (source, after) => {
    const row = {
      ...NONE,
      observationSource: 'both' as const,
      observations: 'Site',
      staffObservations: 'Staff',
    };
    expect(observed(withObservation(row, { ...LATE, source }))).toEqual(after);
  });

  it('keeps the references, each once', () => {
    const row = { ...NONE, reportReference: 'R-1' };
    const late = (reference: string) =>
      withObservation(row, { ...LATE, source: 'site', reference }).reportReference;
    expect([late(''), late('R-1'), late('R-2')]).toEqual(['R-1', 'R-1', 'R-1; R-2']);
  });
});
