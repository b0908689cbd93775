import { useEffect, useState } from 'react';
import type { StationBridge } from '../../../shared/ipc/schema.ts';
import type { Language, StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import { figuresOf } from '../../../shared/tracking/figures.ts';
import type { TrackingRow } from '../../../shared/tracking/row.ts';
import { StaffApp } from '../../../renderer/staff/app.tsx';
import { openPageStore, StaffContext } from '../../../renderer/store.ts';
import { fakeStaffBridge } from './fake-bridge.ts';
import { pressInTurn } from './press.ts';
import { REST } from './rest.ts';
import { NOW, sampleStaff, TRACKING_ROW } from './samples.ts';
import type { DrawnScreen } from './visit-screens.tsx';

const NAMES = ['Marigold Inventée', 'Aurora Example', 'Clementine Pretend', 'Isolde Fictive-Longuement'];

/** A short sheet: a planned visit, an amended one, one that did not take place. */
const ROWS: readonly TrackingRow[] = NAMES.map((inmateName, index) => ({
  ...TRACKING_ROW,
  session: `sample-${index}`,
  inmateName,
  version: index === 1 ? 3 : 1,
  completedBy: 'Tess Tracking',
  ...(index === 2 && {
    outcome: 'no-show',
    outcomeBy: 'visitor',
    actualStart: null,
    actualEnd: null,
    minutes: 0,
    supervision: 'none' as const,
  }),
}));

/** A few months of invented visits, with small counts among them. */
const FIGURES = figuresOf(
  Array.from({ length: 60 }, (_, index) => ({
    ...TRACKING_ROW,
    session: `figure-${index}`,
    outcome: index % 9 === 0 ? 'no-show' : index % 23 === 1 ? 'terminated' : 'completed',
    kind: index % 7 === 0 ? ('adult-child' as const) : ('minor-child' as const),
    minutesLost: index % 4 === 0 ? 3 : 0,
  })),
);

interface TrackingSample {
  readonly name: string;
  readonly rows: readonly TrackingRow[];
  readonly change: Partial<StaffPageSnapshot>;
  /** The `data-test` names of the buttons to press, in turn, after the area is opened. */
  readonly press: readonly string[];
}

const SAMPLES: readonly TrackingSample[] = [
  { name: 'tracking', rows: ROWS, change: {}, press: [] },
  { name: 'tracking-empty', rows: [], change: { waiting: [] }, press: [] },
  { name: 'tracking-exported', rows: ROWS, change: {}, press: ['export-open', 'export-write'] },
  { name: 'tracking-calendar', rows: ROWS, change: {}, press: ['sheet-from-calendar'] },
  { name: 'tracking-figures', rows: ROWS, change: {}, press: ['figures-show'] },
  { name: 'tracking-entry', rows: ROWS, change: {}, press: [`waiting-${TRACKING_ROW.session}`] },
  { name: 'tracking-details', rows: ROWS, change: {}, press: ['details-sample-2'] },
  { name: 'tracking-amend', rows: ROWS, change: {}, press: ['amend-sample-1', 'amend-save'] },
];

/** The tracking area in each of its states. */
export const TRACKING_SCREENS: readonly DrawnScreen[] = SAMPLES.map((sample) => ({
  name: sample.name,
  element: (language) => <TrackingScreen sample={sample} language={language} />,
}));

function TrackingScreen({
  sample,
  language,
}: {
  readonly sample: TrackingSample;
  readonly language: Language;
}) {
  const [store] = useState(() => {
    const bridge = bridgeWithSheet(sampleStaff({ ...sample.change, language }), sample.rows);
    return openPageStore(bridge, () => bridge.call('snapshot.staff', null));
  });
  useEffect(() => {
    // Wait for the complete sheet before pressing or showing anything.
    const [last] = sample.rows.slice(-1);
    const whole = last === undefined ? '?sheet-count' : `?sheet-row-${last.session}`;
    return pressInTurn(['nav-tracking', whole, ...sample.press]);
  }, [sample]);
  return (
    <StaffContext value={store}>
      <StaffApp loaded={REST} />
    </StaffContext>
  );
}

function bridgeWithSheet(snapshot: StaffPageSnapshot, rows: readonly TrackingRow[]): StationBridge<'staff'> {
  const file = '/var/lib/child-link-station/exports/tracking-2026-11-01-2026-11-30.csv';
  return fakeStaffBridge(snapshot, {
    'tracking.sheet': { rows, total: rows.length },
    'tracking.figures': FIGURES,
    'tracking.export': { files: [file], rows: rows.length },
    'tracking.exports': {
      destinations: [
        { kind: 'folder', path: '/mnt/child-link-exports' },
        { kind: 'medium', path: '/media/station/INVENTED' },
      ],
      removableMedia: true,
      keepDays: 7,
      exports: [
        {
          id: 'export-1',
          at: NOW - 24 * 60 * 60 * 1000,
          by: 'Tess Tracking',
          from: '2026-10-01',
          to: '2026-10-31',
          format: 'pdf',
          destination: 'folder',
          files: ['/mnt/child-link-exports/child-link-tracking_2026-10-01_2026-10-31_en-fr.pdf'],
          rows: 12,
        },
      ],
    },
  });
}
