import { configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import type { CallName, StationBridge } from '../../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../../shared/ipc/snapshot.ts';
import { refuse } from '../../../shared/result.ts';
import type { Refusal } from '../../../shared/session/refusals.ts';
import { startLanguage } from '../../../renderer/language.ts';
import { openPageStore, StaffContext, useStaffState } from '../../../renderer/store.ts';
import { fakeStaffBridge, type FakeAnswers } from './fake-bridge.ts';

// On a busy machine a page may take longer than the library's second.
configure({ asyncUtilTimeout: 15_000 });

/** A part of the staff page as a test uses it. */
export interface RenderedStaff {
  readonly user: ReturnType<typeof userEvent.setup>;
  /** The payloads sent with a call, oldest first. */
  readonly sent: (name: CallName) => readonly unknown[];
  /** The control with this `data-test` name. */
  readonly find: (test: string) => HTMLElement;
}

/**
 * Renders a part of the staff page with a bridge that records the payload of every call and accepts it.
 * @param refusals the calls that are refused instead
 */
export async function renderStaff(
  part: ReactNode,
  snapshot: StaffPageSnapshot,
  answers: Partial<FakeAnswers> = {},
  refusals: Partial<Record<CallName, Refusal>> = {},
): Promise<RenderedStaff> {
  startLanguage(snapshot.language);
  const calls: { readonly name: CallName; readonly payload: unknown }[] = [];
  const fake = fakeStaffBridge(snapshot, answers);
  const bridge: StationBridge<'staff'> = {
    listen: fake.listen,
    call: async (name, payload) => {
      calls.push({ name, payload });
      const refusal = refusals[name];
      return refusal === undefined ? fake.call(name, payload) : refuse(refusal);
    },
  };
  const store = openPageStore(bridge, () => fake.call('snapshot.staff', null));
  render(
    <StaffContext value={store}>
      <Loaded>{part}</Loaded>
    </StaffContext>,
  );
  await screen.findByTestId('loaded');
  return {
    user: userEvent.setup(),
    sent: (name) => calls.filter((call) => call.name === name).map(({ payload }) => payload),
    find: (test) => {
      const found = document.querySelector<HTMLElement>(`[data-test="${test}"]`);
      if (found === null) throw new Error(`Nothing is named ${test}`);
      return found;
    },
  };
}

function Loaded({ children }: { readonly children: ReactNode }) {
  const isLoaded = useStaffState((state) => state.snapshot !== null);
  return isLoaded ? <div data-testid="loaded">{children}</div> : null;
}
