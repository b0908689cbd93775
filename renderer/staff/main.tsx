import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StationBridge } from '../../shared/ipc/schema.ts';
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
createRoot(root).render(
  <StrictMode>
    <StaffContext value={openPageStore(bridge, () => bridge.call('snapshot.staff', null))}>
      <StaffApp tracking={<TrackingArea />} />
    </StaffContext>
  </StrictMode>,
);
