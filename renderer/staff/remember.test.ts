import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import { rememberable } from '../../shared/ipc/first-screen.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { faultSnapshot } from '../../electron/windows/fault-snapshot.ts';
import type { PageStore } from '../store.ts';
import { rememberScreen } from './remember.ts';

vi.mock('./first-html.tsx', () => ({
  firstHtml: ({ language }: StaffPageSnapshot) => `drawn in ${language}`,
}));

const PERSON = { id: 'staff-1', name: 'Sample, Juniper', roles: ['facilitator' as const] };

function signIn(change: Partial<StaffPageSnapshot> = {}): StaffPageSnapshot {
  const about = { appVersion: '1.2.3', build: 'production', now: 1000 } as const;
  const base = faultSnapshot({ code: 'none', values: {} }, about, 'en');
  return { ...base, fault: null, staff: { list: [PERSON], signedIn: null, throttled: {} }, ...change };
}
const SIGNED_IN = signIn({ staff: { list: [PERSON], signedIn: PERSON, throttled: {} } });
const keptFrom = (snapshot: StaffPageSnapshot) => ({
  screen: JSON.stringify(rememberable(snapshot)),
  html: `drawn in ${snapshot.language}`,
});

/** A page that shows these in turn, each for so long; gives what it had the station keep. */
async function keptOf(
  remembered: StaffPageSnapshot | null,
  ...shown: readonly (readonly [snapshot: StaffPageSnapshot, ms: number])[]
): Promise<readonly unknown[]> {
  const kept: unknown[] = [];
  const store = createStore<{ snapshot: StaffPageSnapshot | null }>()(() => ({ snapshot: remembered }));
  const page = { store, tell: (_name: string, payload: unknown) => kept.push(payload) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of a page's store that this touches
  rememberScreen(page as unknown as PageStore<'staff'>, remembered);
  for (const [snapshot, ms] of shown) {
    store.setState({ snapshot });
    await vi.advanceTimersByTimeAsync(ms);
  }
  return kept;
}

describe('the page has the station keep the sign-in screen', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('once it has stood for a while, however often its clock moves', async () => {
    const later = signIn({ version: 5, station: { ...signIn().station, now: 2000 } });
    expect(await keptOf(null, [signIn(), 1000], [later, 1500], [signIn(), 9000])).toEqual([
      keptFrom(signIn()),
    ]);
  });

  it('not where it is the one that is kept already', async () => {
    expect(await keptOf(signIn(), [signIn({ version: 3 }), 9000])).toEqual([]);
  });

  it('again when it changes, and after somebody was signed in', async () => {
    const french = signIn({ language: 'fr' });
    expect(await keptOf(signIn(), [french, 3000], [SIGNED_IN, 3000], [french, 3000])).toEqual([
      keptFrom(french),
      keptFrom(french),
    ]);
  });

  it('not while somebody is signed in, nor when that came about meanwhile', async () => {
    expect(await keptOf(null, [signIn(), 1000], [SIGNED_IN, 9000])).toEqual([]);
  });
});
