import { createContext, useContext, useEffect, useState } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type {
  Answer,
  CallName,
  CallPayload,
  CallValue,
  PageName,
  Pushes,
  StationBridge,
} from '../shared/ipc/schema.ts';
import type { StaffPageSnapshot, VisitPageSnapshot } from '../shared/ipc/snapshot.ts';
import type { Refusal } from '../shared/session/refusals.ts';

declare global {
  interface Window {
    /** Which of the two it is, the page knows; the main process answers each page only its own calls. */
    readonly station: StationBridge<'staff'> & StationBridge<'visit'>;
  }
}

/** A refusal kept until the next call succeeds, so that the screen can word it beside what was asked. */
export interface KeptRefusal extends Refusal {
  readonly call: CallName;
}

/** What a page knows: the last snapshot, and how its own calls fare. Nothing is computed here (rule 5). */
export interface PageState<Page extends PageName> {
  readonly snapshot: Pushes[Page] | null;
  /** The page's own clock (`performance.now()`) when the snapshot came: time goes on between two pushes. */
  readonly receivedAtMs: number;
  readonly refusal: KeptRefusal | null;
  /** The call under way; null when none is. */
  readonly busy: CallName | null;
  /** The bridge itself failed: a bug or a main process that is gone, not a refusal. */
  readonly broken: boolean;
  /** What was typed and not yet sent, by form; lives as long as the page and the person signed in. */
  readonly drafts: Readonly<Record<string, unknown>>;
}

/** A page's store together with the one way to call the station. */
export interface PageStore<Page extends PageName> {
  readonly store: StoreApi<PageState<Page>>;
  call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>> | null>;
  /** Calls without a trace on the screen: for what the page reports by itself, such as where the meeting goes. */
  tell<N extends CallName>(name: N, payload: CallPayload<N>): void;
  /** As {@link tell}, for what the page wants to know by itself; null when there was no answer. */
  ask<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>> | null>;
  dismissRefusal(): void;
  setDraft(key: string, value: unknown): void;
  /** Takes back what the station kept through a reload or a crash; what is on the page already counts more. */
  restoreDrafts(kept: Readonly<Record<string, string>>): void;
  clearDrafts(prefix: string): void;
  /** Stops listening. */
  close(): void;
}

/**
 * The one bridge between a page and the station: listens first, then asks for the snapshot, and keeps the newer.
 * @param bridge what the preload script exposes
 * @param first the page's own snapshot call
 * @param keep takes every change of a draft, null when it is cleared; for the page that has forms
 */
export function openPageStore<Page extends PageName>(
  bridge: StationBridge<Page>,
  first: () => Promise<Answer<Pushes[Page]>>,
  keep: (key: string, value: unknown) => void = () => undefined,
): PageStore<Page> {
  const store = createStore<PageState<Page>>()(() => ({
    snapshot: null,
    receivedAtMs: 0,
    refusal: null,
    busy: null,
    broken: false,
    drafts: {},
  }));
  const take = (snapshot: Pushes[Page]) => {
    const held = store.getState().snapshot;
    if (held !== null && held.version > snapshot.version) return;
    store.setState({ snapshot, receivedAtMs: performance.now() });
  };
  const close = bridge.listen(take);
  first().then(
    (answer) => {
      if (answer.ok) take(answer.value);
      else store.setState({ broken: true });
    },
    () => store.setState({ broken: true }),
  );
  return {
    store,
    close,
    async call(name, payload) {
      store.setState({ busy: name });
      try {
        const answer = await bridge.call(name, payload);
        store.setState({
          busy: null,
          broken: false,
          refusal: answer.ok ? null : { ...answer.refusal, call: name },
        });
        return answer;
      } catch {
        // The channel rejects only when the main process has a bug or is gone; the screen says so.
        store.setState({ busy: null, broken: true });
        return null;
      }
    },
    ask: (name, payload) => bridge.call(name, payload).catch(() => null),
    tell: (name, payload) => void bridge.call(name, payload).catch(() => store.setState({ broken: true })),
    dismissRefusal: () => store.setState({ refusal: null }),
    setDraft: (key, value) => {
      store.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: value } }));
      keep(key, value);
    },
    restoreDrafts: (kept) => {
      const values = Object.entries(kept).map(([key, json]): [string, unknown] => [key, JSON.parse(json)]);
      store.setState(({ drafts }) => ({ drafts: { ...Object.fromEntries(values), ...drafts } }));
    },
    clearDrafts: (prefix) => {
      const { drafts } = store.getState();
      const [gone, left] = [true, false].map((of) =>
        Object.entries(drafts).filter(([key]) => key.startsWith(prefix) === of),
      );
      store.setState({ drafts: Object.fromEntries(left ?? []) });
      for (const [key] of gone ?? []) keep(key, null);
    },
  };
}

export const StaffContext = createContext<PageStore<'staff'> | null>(null);
export const VisitContext = createContext<PageStore<'visit'> | null>(null);

/** The staff page's store; only below its provider. */
export function useStaffStore(): PageStore<'staff'> {
  const store = useContext(StaffContext);
  if (store === null) throw new Error('No staff store above this component');
  return store;
}

/** A part of the staff page's state. */
export function useStaffState<T>(select: (state: PageState<'staff'>) => T): T {
  return useStore(useStaffStore().store, select);
}

/** The staff snapshot; only below `StaffReady`, which waits for the first one. */
export function useStaff(): StaffPageSnapshot {
  const snapshot = useStaffState((state) => state.snapshot);
  if (snapshot === null) throw new Error('No snapshot yet');
  return snapshot;
}

/** Calls the station from the staff page; a refusal is kept in the store and worded by `RefusalNotice`. */
export function useCall(): PageStore<'staff'>['call'] {
  return useStaffStore().call;
}

/** The visit page's store; only below its provider. */
export function useVisitStore(): PageStore<'visit'> {
  const store = useContext(VisitContext);
  if (store === null) throw new Error('No visit store above this component');
  return store;
}

/** The visit page's snapshot; null before the first. */
export function useVisit(): VisitPageSnapshot | null {
  return useStore(useVisitStore().store, (state) => state.snapshot);
}

/**
 * A form's value that outlives a new snapshot, another step and another area of the page.
 * @param key names the form and what it is about, such as `end:<session>`
 */
export function useDraft<T extends object>(key: string, initial: T): [T, (change: Partial<T>) => void] {
  const { setDraft, store } = useStaffStore();
  const kept = useStaffState((state) => state.drafts[key]);
  const value = typeof kept === 'object' && kept !== null ? { ...initial, ...kept } : initial;
  return [
    value,
    (change) => {
      const now = store.getState().drafts[key];
      setDraft(key, { ...initial, ...(typeof now === 'object' ? now : {}), ...change });
    },
  ];
}

/** The station's clock, ticking once a second between snapshots. */
export function useStationNow(snapshotNow: number, receivedAtMs: number): number {
  const [pageMs, setPageMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setPageMs(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return snapshotNow + Math.max(0, pageMs - receivedAtMs);
}

/** The station's clock as the staff page sees it, milliseconds since 1970. */
export function useStaffNow(): number {
  const { station } = useStaff();
  const receivedAtMs = useStaffState((state) => state.receivedAtMs);
  return useStationNow(station.now, receivedAtMs);
}

/** The station's clock as the visit page sees it; 0 before the first snapshot. */
export function useVisitNow(): number {
  const snapshot = useVisit();
  const receivedAtMs = useStore(useVisitStore().store, (state) => state.receivedAtMs);
  return useStationNow(snapshot?.now ?? 0, receivedAtMs);
}
