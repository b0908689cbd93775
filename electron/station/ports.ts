import type { WebContentsView } from 'electron';
import type { PageName, Pushes } from '../../shared/ipc/schema.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { DirectiveRow, FeedName, ScheduleRow, SiteRow, StaffRow } from '../../shared/sync/rows.ts';
import type { StoredEntry } from '../journal/journal.ts';
import type { Rectangle, ScreenMode } from '../windows/layout.ts';

/** What the station needs of the other rooms (rule 4). */

export interface JournalPort {
  readonly state: StationState;
  append(drafts: readonly EntryDraft[]): readonly StoredEntry[];
}

export interface FeedReader {
  schedule(): readonly ScheduleRow[];
  sites(): readonly SiteRow[];
  staff(): readonly StaffRow[];
  directives(): readonly DirectiveRow[];
  /** A row of the `settings` feed by its key; undefined when there is none. */
  setting(key: string): unknown;
  /** When a feed was last known good, milliseconds since 1970; null when it never was. */
  receivedAt(feed: FeedName): number | null;
}

export interface Screens {
  show(
    mode: ScreenMode,
    place: Rectangle | null,
    meeting: WebContentsView | null,
    meetingShown: boolean,
  ): void;
}

export interface Pages {
  push<Page extends PageName>(page: Page, snapshot: Pushes[Page]): void;
}
