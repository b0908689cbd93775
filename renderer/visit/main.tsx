import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { startLanguage } from '../language.ts';
import { openPageStore, VisitContext } from '../store.ts';
import type { Pushes, StationBridge } from '../../shared/ipc/schema.ts';
import { PageFailed } from './page-failed.tsx';
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
const pageStore = openPageStore(bridge, () => bridge.call('snapshot.visit', null));
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary fallback={<PageFailed />} onError={(detail) => pageStore.send('page.failed', { detail })}>
      <VisitContext value={pageStore}>
        <LiveVisitPage />
      </VisitContext>
    </ErrorBoundary>
  </StrictMode>,
);

/** Both pages share one preload script; the station sends each page only its own snapshots. */
function isVisitSnapshot(snapshot: Pushes['staff' | 'visit']): snapshot is Pushes['visit'] {
  return 'mode' in snapshot;
}
