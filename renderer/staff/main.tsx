import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import '../components/styles.css';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { draftKeeper } from '../draft-keeper.ts';
import { followLanguage, startLanguage } from '../language.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { StaffApp } from './app.tsx';
import { PageFailed } from './fault-screen.tsx';

/** How long to wait for the first snapshot before drawing, so that the first screen is not drawn twice. */
const FIRST_SNAPSHOT_TIMEOUT_MS = 150;

startLanguage('en');
const bridge: StationBridge<'staff'> = window.station;
const first = bridge.call('snapshot.staff', null);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
const pageStore = openPageStore(bridge, () => first, draftKeeper(bridge));
const late = new Promise<null>((resolve) => setTimeout(resolve, FIRST_SNAPSHOT_TIMEOUT_MS, null));
void Promise.race([first.catch(() => null), late]).then((answer) => {
  if (answer?.ok === true) followLanguage(answer.value.language);
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary
        fallback={<PageFailed />}
        onError={(detail) => pageStore.send('page.failed', { detail })}
      >
        <StaffContext value={pageStore}>
          <StaffApp />
        </StaffContext>
      </ErrorBoundary>
    </StrictMode>,
  );
});
