import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { REMEMBERED } from '../../shared/ipc/first-screen.ts';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import { draftKeeper } from '../draft-keeper.ts';
import { followLanguage, startLanguage } from '../language.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { StaffApp } from './app.tsx';
import { rememberScreen } from './remember.ts';
import { typedBefore } from './typed-before.ts';

/** The first screen is drawn once, as it will be; a station that takes longer to answer is waited for on the screen. */
const MOST_WAITING_MS = 150;

startLanguage('en');
const bridge: StationBridge<'staff'> = window.station;
const first = bridge.call('snapshot.staff', null);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
const pageStore = openPageStore(bridge, () => first, draftKeeper(bridge));
const page = (onLive?: () => void) => (
  <StrictMode>
    <StaffContext value={pageStore}>
      <StaffApp onLive={onLive} />
    </StaffContext>
  </StrictMode>
);
const late = new Promise<null>((resolve) => setTimeout(resolve, MOST_WAITING_MS, null));
void Promise.race([first.catch(() => null), late]).then((answer) => {
  const snapshot = answer?.ok === true ? answer.value : null;
  if (snapshot !== null) followLanguage(snapshot.language);
  // The sign-in screen stands there already: what has been typed stays.
  const remembered = snapshot?.version === REMEMBERED ? snapshot : null;
  if (root.hasChildNodes() && remembered !== null) {
    const onRecoverableError = () => pageStore.tell('page.redrawn', null);
    hydrateRoot(root, page(typedBefore(root)), { onRecoverableError });
  } else {
    createRoot(root).render(page());
  }
  rememberScreen(pageStore, remembered);
});
