import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../language.ts';
import { openPageStore, VisitContext } from '../store.ts';
import type { Pushes, StationBridge } from '../../shared/ipc/schema.ts';
import { swallowInput } from './swallow-input.ts';
import { LiveVisitPage } from './visit-page.tsx';
import '../components/tokens.css';

swallowInput(window);
startLanguage('en');

const bridge: StationBridge<'visit'> = {
  call: (name, payload) => window.station.call(name, payload),
  listen: (listener) =>
    window.station.listen((snapshot) => {
      if (isVisitSnapshot(snapshot)) listener(snapshot);
    }),
};
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    <VisitContext value={openPageStore(bridge, () => bridge.call('snapshot.visit', null))}>
      <LiveVisitPage />
    </VisitContext>
  </StrictMode>,
);

/** The preload script is the same for both pages; the station sends each page its own snapshots. */
function isVisitSnapshot(snapshot: Pushes['staff' | 'visit']): snapshot is Pushes['visit'] {
  return 'mode' in snapshot;
}
