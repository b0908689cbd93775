import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { rememberable } from '../../shared/ipc/first-screen.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { StaffApp } from './app.tsx';

/** The staff page of a snapshot as HTML, without a time, as `hydrateRoot` takes it over at the next start. */
export function firstHtml(shown: StaffPageSnapshot): string {
  const screen = rememberable(shown);
  if (screen === null) throw new Error('This is no screen to remember');
  // As it is now, but for its clock: the name of a zone is another in other years.
  const { now } = shown.station;
  const snapshot = { ...screen, station: { ...screen.station, now } };
  const never = new Promise<never>(() => undefined);
  const pageStore = openPageStore<'staff'>({ call: () => never, listen: () => () => undefined }, () => never);
  pageStore.store.setState({ snapshot, receivedAtMs: performance.now() });
  return renderToString(
    <StrictMode>
      <StaffContext value={pageStore}>
        <StaffApp />
      </StaffContext>
    </StrictMode>,
  );
}
