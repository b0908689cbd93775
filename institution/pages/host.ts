import { createContext, useContext, useEffect, useState } from 'react';
import type { Language, NoticeText } from '../../shared/ipc/snapshot.ts';
import type { ApiAnswer } from './use-institution.ts';

/** What the pages need of where they are shown: the station's window, or a browser. */
export interface Host {
  /** Null where nobody answered. `background`: asked by the page itself, so it does not count as use. */
  call(name: string, input: unknown, options?: { readonly background: boolean }): Promise<ApiAnswer | null>;
  /** IANA zone of the institution. */
  readonly zone: string;
  /** The language that comes first where both are shown. */
  readonly firstLanguage: Language;
  /** The clock of who answers, milliseconds since 1970. */
  now(): number;
  /** Null while nobody is signed in. */
  readonly person: { readonly id: string; readonly roles: readonly string[] } | null;
  /** Whether the station that shows the page has blocked this person's PIN. */
  isBlocked(staff: string): boolean;
  /** Whether people may sign in here with a password of their own, for which IT issues codes. */
  readonly invites: boolean;
  /** The notice in force, where the institution has not chosen its own. */
  readonly notice: NoticeText;
  /** Of the station that holds the institution; null for a service, whose copies are its operator's. */
  readonly copies: { readonly takenAt: number | null; readonly folder: string | null } | null;
  /** What was typed and not sent. */
  readonly drafts: {
    read(key: string): unknown;
    write(key: string, value: object): void;
    clear(key: string): void;
  };
}

export const HostContext = createContext<Host | null>(null);

/** Throws outside its provider. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === null) throw new Error('No host above this page');
  return host;
}

export function useIsHead(): boolean {
  return useHost().person?.roles.includes('head') === true;
}

/** The time, ticking once a second. */
export function useNow(): number {
  const host = useHost();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return host.now();
}

/** A form's value that survives navigation. */
export function useFormDraft<T extends object>(
  key: string,
  initial: T,
): [T, (change: Partial<T>) => void, () => void] {
  const { drafts } = useHost();
  const [value, setValue] = useState<T>(() => ({ ...initial, ...Object(drafts.read(key)) }));
  const change = (part: Partial<T>) => {
    setValue((before) => ({ ...before, ...part }));
    drafts.write(key, { ...Object(drafts.read(key) ?? initial), ...part });
  };
  return [value, change, () => drafts.clear(key)];
}
