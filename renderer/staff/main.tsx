import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import '../components/styles.css';
import { draftKeeper } from '../draft-keeper.ts';
import { followLanguage, startLanguage } from '../language.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { StaffApp } from './app.tsx';

/** The first screen is drawn once, as it will be; a station that takes longer to answer is waited for on the screen. */
const MOST_WAITING_MS = 150;

startLanguage('en');
const bridge: StationBridge<'staff'> = window.station;
const first = bridge.call('snapshot.staff', null);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
const pageStore = openPageStore(bridge, () => first, draftKeeper(bridge));
const late = new Promise<null>((resolve) => setTimeout(resolve, MOST_WAITING_MS, null));
void Promise.race([first.catch(() => null), late]).then((answer) => {
  if (answer?.ok === true) followLanguage(answer.value.language);
  createRoot(root).render(
    <StrictMode>
      <StaffContext value={pageStore}>
        <StaffApp />
      </StaffContext>
    </StrictMode>,
  );
});
