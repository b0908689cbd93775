import { useEffect, type ReactNode } from 'react';
import type { Language } from '../../../shared/ipc/snapshot.ts';
import { VisitPage } from '../../../renderer/visit/visit-page.tsx';
import { pressInTurn } from './press.ts';
import { VISIT_STATES, visitState } from './samples-visit.ts';
import styles from './gallery.module.css';

/** A screen that is drawn from its own element instead of a staff snapshot. */
export interface DrawnScreen {
  readonly name: string;
  readonly element: (language: Language) => ReactNode;
}

/** Every state of the visit page above a stand-in for the meeting; the language is the institution's first one. */
export const VISIT_SCREENS: readonly DrawnScreen[] = VISIT_STATES.map((state) => ({
  name: `visit-${state}`,
  element: (language) => <VisitScreen state={state} first={language} />,
}));

function VisitScreen({ state, first }: { readonly state: string; readonly first: Language }) {
  const snapshot = visitState(state, first);
  useEffect(() => pressInTurn([]), []);
  return (
    <div className={styles['meeting-stand-in']}>
      <MeetingStandIn />
      <VisitPage snapshot={snapshot} now={snapshot.now} />
    </div>
  );
}

/** A face in the place of the child's, to see that nothing covers it. */
function MeetingStandIn() {
  return (
    <svg viewBox="0 0 1280 696" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="1280" height="696" fill="#9db4c0" />
      <ellipse cx="640" cy="640" rx="290" ry="190" fill="#6a5acd" />
      <circle cx="640" cy="300" r="150" fill="#e8b48f" />
      <path d="M490 280a150 150 0 01300 0c-60-70-240-70-300 0z" fill="#4b2e1e" />
      <circle cx="590" cy="310" r="13" fill="#222" />
      <circle cx="690" cy="310" r="13" fill="#222" />
      <path d="M585 370q55 45 110 0" stroke="#7a2f2f" strokeWidth="8" fill="none" />
    </svg>
  );
}
