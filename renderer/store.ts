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
import { installZoneTable } from '../shared/zones/zone-table.ts';

declare global {
  interface Window {
    /** Each page uses only its own half; the main process refuses a page the other's calls. */
    readonly station: StationBridge<'staff'> & StationBridge<'visit'>;
  }
}

/** A refusal, kept until the next call succeeds so that the screen can show it beside its control. */
export interface KeptRefusal extends Refusal {
  readonly call: CallName;
}

/** What a page knows: the last snapshot and the state of its own calls. Pages compute nothing (rule 5). */
export interface PageState<Page extends PageName> {
  readonly snapshot: Pushes[Page] | null;
  /** The page's clock (`performance.now()`) when the snapshot arrived, to keep time running between pushes. */
  readonly receivedAtMs: number;
  readonly refusal: KeptRefusal | null;
  /** The call in progress, or null. */
  readonly busy: CallName | null;
  /** A call failed instead of being answered or refused: a bug, or the main process has exited. */
  readonly broken: boolean;
  /** Unsent form input, by form; kept until the person signs out or the page closes. */
  readonly drafts: Readonly<Record<string, unknown>>;
}

/** A page's store and its only way to call the station. */
export interface PageStore<Page extends PageName> {
  readonly store: StoreApi<PageState<Page>>;
  call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>> | null>;
  /** Calls without showing progress or refusals: for what the page reports on its own, such as the meeting's place. */
  send<N extends CallName>(name: N, payload: CallPayload<N>): void;
  /** Like {@link send}, but returns the answer; null if the call failed. */
  query<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>> | null>;
  dismissRefusal(): void;
  setDraft(key: string, value: unknown): void;
  /** Restores the drafts that the station kept through a reload or a crash; newer input on the page wins. */
  restoreDrafts(kept: Readonly<Record<string, string>>): void;
  clearDrafts(prefix: string): void;
  /** Stops listening. */
  close(): void;
}

/**
 * Connects a page to the station. Listens before it asks for the first snapshot, so that no push is missed.
 * @param first the page's own snapshot call
 * @param keep receives every changed draft, null when it is cleared
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
    const current = store.getState().snapshot;
    if (current !== null && current.version > snapshot.version) return;
    installZoneTable(snapshot.zones ?? null);
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
        store.setState({ busy: null, broken: true });
        return null;
      }
    },
    query: (name, payload) => bridge.call(name, payload).catch(() => null),
    send: (name, payload) => void bridge.call(name, payload).catch(() => store.setState({ broken: true })),
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
      const isCleared = ([key]: [string, unknown]) => key.startsWith(prefix);
      const entries = Object.entries(drafts);
      store.setState({ drafts: Object.fromEntries(entries.filter((entry) => !isCleared(entry))) });
      for (const [key] of entries.filter(isCleared)) keep(key, null);
    },
  };
}

export const StaffContext = createContext<PageStore<'staff'> | null>(null);
export const VisitContext = createContext<PageStore<'visit'> | null>(null);

/** The staff page's store; throws outside its provider. */
export function useStaffStore(): PageStore<'staff'> {
  const store = useContext(StaffContext);
  if (store === null) throw new Error('No staff store above this component');
  return store;
}

/** A part of the staff page's state. */
export function useStaffState<T>(select: (state: PageState<'staff'>) => T): T {
  return useStore(useStaffStore().store, select);
}

/** The staff snapshot; `StaffApp` renders nothing that uses it before the first one has arrived. */
export function useStaff(): StaffPageSnapshot {
  const snapshot = useStaffState((state) => state.snapshot);
  if (snapshot === null) throw new Error('No snapshot yet');
  return snapshot;
}

/** Calls the station from the staff page; `RefusalNotice` words a refusal. */
export function useCall(): PageStore<'staff'>['call'] {
  return useStaffStore().call;
}

/** The visit page's store; throws outside its provider. */
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
 * A form's value that survives new snapshots and navigation.
 * @param key names the form and its subject, such as `end:<session>`
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

/** The station's clock, milliseconds since 1970. */
export function useStaffNow(): number {
  const { station } = useStaff();
  const receivedAtMs = useStaffState((state) => state.receivedAtMs);
  return useStationNow(station.now, receivedAtMs);
}

/** The station's clock, milliseconds since 1970; 0 before the first snapshot. */
export function useVisitNow(): number {
  const snapshot = useVisit();
  const receivedAtMs = useStore(useVisitStore().store, (state) => state.receivedAtMs);
  return useStationNow(snapshot?.now ?? 0, receivedAtMs);
}
