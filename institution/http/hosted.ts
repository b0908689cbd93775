import type { BilingualText } from '../../shared/sync/rows.ts';
import type { Api } from '../api/serve.ts';

/** An institution that this service keeps. */
export type HostedInstitution = {
  readonly id: string;
  readonly name: BilingualText;
  /** IANA zone. */
  readonly zone: string;
  readonly firstLanguage: 'en' | 'fr';
};

/** What the browser's side needs of the institutions. */
export interface Hosted {
  list(): Promise<readonly HostedInstitution[]>;
  /** Null for one that is not kept here. */
  api(institution: string): Promise<Api | null>;
  /** Of every institution, for a call whose one-time code says which is meant; also before the set-up. */
  all(): Promise<readonly Api[]>;
  /** Keeps the name that an identity provider gave a person, for the audit; `institution` null: of every institution. */
  rememberName(person: {
    readonly id: string;
    readonly name: string;
    readonly institution: string | null;
  }): Promise<void>;
  /** Null for a person who is not of its staff, or whose time there has ended. */
  member(
    institution: string,
    staff: string,
  ): Promise<{ readonly name: string; readonly roles: readonly string[] } | null>;
}
