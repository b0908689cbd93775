import { act, cleanup, fireEvent, render, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { fakeStaffBridge } from '../../test/gallery/page/fake-bridge.ts';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { LiveRegion, toast, ToastHost } from '../components/live.tsx';
import { startLanguage } from '../language.ts';
import { openPageStore, StaffContext, useStaffState } from '../store.ts';
import { SignedInApp } from './signed-in-app.tsx';

const noMedia = Object.assign(new EventTarget(), {
  enumerateDevices: async () => [],
  getUserMedia: async () => Promise.reject(new Error('no device')),
});
Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: noMedia });

afterEach(cleanup);

/** A station without a server, where a person with these roles has signed in. */
function stationOf(roles: readonly StaffRole[], version: number): StaffPageSnapshot {
  const base = sampleStaff();
  return {
    ...base,
    version,
    session: null,
    station: { ...base.station, embedded: { takenAt: null, folder: null, fault: 'no-folder' } },
    staff: { ...base.staff, signedIn: { id: 'hazel', name: 'Example, Hazel', roles: [...roles] } },
  };
}

function Loaded() {
  const signedIn = useStaffState((state) => state.snapshot?.staff.signedIn);
  return (
    <>
      {signedIn == null ? null : <SignedInApp person={signedIn} />}
      <LiveRegion />
      <ToastHost />
    </>
  );
}

const current = () => document.querySelector('nav [aria-current="page"]')?.getAttribute('data-test') ?? null;

/** Shows the app and returns how to change the person's roles. */
async function show(...roles: readonly StaffRole[]) {
  startLanguage('en');
  const fake = fakeStaffBridge(stationOf(roles, 1));
  const listeners = new Set<(snapshot: StaffPageSnapshot) => void>();
  const bridge: StationBridge<'staff'> = {
    call: fake.call,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  render(
    <StaffContext value={openPageStore(bridge, () => fake.call('snapshot.staff', null))}>
      <Loaded />
    </StaffContext>,
  );
  await waitFor(() => expect(current()).not.toBeNull());
  let version = 1;
  return (...next: readonly StaffRole[]) =>
    act(async () => {
      version += 1;
      const snapshot = stationOf(next, version);
      // Without a role, nobody is signed in.
      const staff = next.length === 0 ? { ...snapshot.staff, signedIn: null } : snapshot.staff;
      for (const listener of listeners) listener({ ...snapshot, staff });
    });
}

it('R64: who gives a role to herself stays on the page of the staff', async () => {
  const setRoles = await show('head', 'it');
  expect(current()).toBe('nav-institution');
  await setRoles('head', 'it', 'facilitator');
  expect(current()).toBe('nav-institution');
  fireEvent.click(document.querySelector('[data-test="nav-schedule"]') ?? document.body);
  expect(current()).toBe('nav-schedule');
});

it('R64: who loses the roles of the institution is taken to what is left', async () => {
  const setRoles = await show('head', 'facilitator');
  fireEvent.click(document.querySelector('[data-test="nav-institution"]') ?? document.body);
  expect(current()).toBe('nav-institution');
  await setRoles('facilitator');
  expect(current()).toBe('nav-schedule');
});

it('what was said to a person, with the name of an inmate, is gone once they sign out', async () => {
  const setRoles = await show('facilitator');
  act(() => toast((words) => words('tracking.entry.saved', { name: 'Example, Maple' })));
  const said = () => document.body.textContent.split('Example, Maple').length - 1;
  expect(said()).toBe(2);
  await setRoles();
  expect(said()).toBe(0);
});
