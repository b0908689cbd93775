import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import { draftKeeper } from '../draft-keeper.ts';
import { startLanguage } from '../language.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { TrackingArea } from '../tracking/tracking-area.tsx';
import { StaffApp } from './app.tsx';
import '../components/styles.css';
import './styles.css';

startLanguage('en');
const bridge: StationBridge<'staff'> = window.station;
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
const pageStore = openPageStore(bridge, () => bridge.call('snapshot.staff', null), draftKeeper(bridge));
createRoot(root).render(
  <StrictMode>
    <StaffContext value={pageStore}>
      <StaffApp tracking={<TrackingArea />} />
    </StaffContext>
  </StrictMode>,
);
