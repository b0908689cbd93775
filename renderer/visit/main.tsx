import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../language.ts';
import { openPageStore, VisitContext } from '../store.ts';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import { swallowInput } from './swallow-input.ts';
import { LiveVisitPage } from './visit-page.tsx';
import '../components/tokens.css';
import './visit.css';

swallowInput(window);
startLanguage('en');

const bridge: StationBridge<'visit'> = {
  call: (name, payload) => window.station.call(name, payload),
  listen: (listener) =>
    window.station.listen((snapshot) => {
      if ('mode' in snapshot) listener(snapshot);
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
