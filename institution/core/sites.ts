import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { toInstant } from '../../shared/clock.ts';
import { isCalendarDate } from '../../shared/schedule/local-time.ts';
import { ok } from '../../shared/result.ts';
import { canonicalText, sha256, toB64u } from '../../shared/sync/encoding.ts';
import { SiteRow } from '../../shared/sync/rows.ts';
import { recordAct } from './audit.ts';
import { BookedVisit } from './booking.ts';
import { change, type Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';
import { CHANGED_FIELDS, type ChangedField } from './site-fields.ts';
import type { ListedSite } from './site-list.ts';
import { END_OF_TIME } from './staff-details.ts';
import type { Reader } from './store.ts';

/** What importing a list would do; shown before anything is changed. */
export type ListPreview = {
  readonly listDate: string;
  readonly added: readonly ListedSite[];
  readonly changed: readonly { readonly site: ListedSite; readonly fields: readonly ChangedField[] }[];
  /** Sites that the list no longer has. They stay known, so that a station says "withdrawn" and not "unknown". */
  readonly withdrawn: readonly SiteRow[];
  /** The first bookings to come at withdrawn sites: they cannot be started any more (R13). */
  readonly stopped: readonly BookedVisit[];
  readonly stoppedCount: number;
  readonly unchanged: number;
  /** Names exactly this preview; the import refuses if it would do anything else. */
  readonly token: string;
};

const SHOWN_BOOKINGS = 100;

export interface ImportRun {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Rows saved before others get a turn. */
const ROWS_AT_ONCE = 50;

export interface Sites {
  list(): Promise<readonly SiteRow[]>;
  preview(listed: readonly ListedSite[], listDate: string): Promise<Outcome<ListPreview>>;
  /** Does what the preview with this token showed, all of it or nothing, also when it is cancelled on the way. */
  importList(
    actor: string,
    listed: readonly ListedSite[],
    listDate: string,
    token: string,
    run?: ImportRun,
  ): Promise<Outcome<ListPreview>>;
}

export function createSites(context: Context): Sites {
  return {
    list: () => context.store.read(knownSites),
    preview: (listed, listDate) =>
      context.store.read((reader) => previewOf(reader, listed, listDate, context.clock.now())),
    importList: (actor, listed, listDate, token, run) =>
      change(context, ['sites'], async (writer) => {
        const at = toInstant(context.clock.now());
        const preview = await previewOf(writer, listed, listDate, context.clock.now());
        if (!preview.ok) return preview;
        if (preview.value.token !== token) return refuse('list-preview-stale');
        const known = new Map((await knownSites(writer)).map((site) => [site.id, site]));
        const rows = [
          ...listed.map((site) => ({ ...known.get(site.id), ...site, authorized: true, listDate })),
          ...preview.value.withdrawn.map((site) => ({ ...site, authorized: false, listDate })),
        ];
        for (const [index, row] of rows.entries()) {
          if (index % ROWS_AT_ONCE === 0) {
            run?.onProgress({ done: index, total: rows.length });
            await setImmediate();
            if (run?.signal.aborted === true) return refuse('list-cancelled');
          }
          await writer.put('sites', row.id, row);
        }
        const { added, changed, withdrawn, stoppedCount } = preview.value;
        await recordAct(writer, {
          at,
          actor,
          action: 'sites.imported',
          subject: listDate,
          detail: {
            added: added.length,
            changed: changed.length,
            withdrawn: withdrawn.map(({ id }) => id),
            stopped: stoppedCount,
          },
        });
        return preview;
      }),
  };
}

async function knownSites(reader: Reader): Promise<readonly SiteRow[]> {
  return (await reader.rows('sites')).map(({ row }) => SiteRow.parse(row));
}

async function previewOf(
  reader: Reader,
  listed: readonly ListedSite[],
  listDate: string,
  nowMs: number,
): Promise<Outcome<ListPreview>> {
  const known = await knownSites(reader);
  const newest = known
    .map((site) => site.listDate)
    .toSorted()
    .at(-1);
  if (!isCalendarDate(listDate)) return refuse('input-invalid', { field: 'listDate' });
  if (newest !== undefined && listDate < newest) return refuse('list-older', { listDate, newest });

  const byId = new Map(known.map((site) => [site.id, site]));
  const ids = new Set(listed.map(({ id }) => id));
  const compared = listed.map((site) => ({ site, fields: fieldsChanged(byId.get(site.id), site) }));
  const withdrawn = known.filter((site) => site.authorized && !ids.has(site.id));
  const stopped = await bookingsAt(reader, new Set(withdrawn.map(({ id }) => id)), nowMs);
  const preview = {
    listDate,
    added: compared.filter(({ site }) => !byId.has(site.id)).map(({ site }) => site),
    changed: compared.filter(({ site, fields }) => byId.has(site.id) && fields.length > 0),
    withdrawn,
    stopped: stopped.slice(0, SHOWN_BOOKINGS).map(({ row }) => BookedVisit.parse(row)),
    stoppedCount: stopped.length,
    unchanged: compared.filter(({ site, fields }) => byId.has(site.id) && fields.length === 0).length,
  };
  const versions = [await reader.version('sites'), await reader.version('schedule')];
  const token = toB64u(sha256(Buffer.from(canonicalText([versions, listDate, listed]), 'utf8')));
  return ok({ ...preview, token });
}

function fieldsChanged(known: SiteRow | undefined, site: ListedSite): readonly ChangedField[] {
  if (known === undefined) return [];
  const next = { ...site, authorized: true };
  return CHANGED_FIELDS.filter(
    (field) => canonicalText(known[field] ?? null) !== canonicalText(next[field] ?? null),
  );
}

/** Reads no more of a row than it compares: there may be thousands. */
const PlaceOfBooking = z.object({ site: z.string(), status: z.string() });

async function bookingsAt(reader: Reader, sites: ReadonlySet<string>, nowMs: number) {
  if (sites.size === 0) return [];
  const coming = await reader.bookingsBetween(toInstant(nowMs), END_OF_TIME);
  return coming.filter(({ row }) => {
    const { site, status } = PlaceOfBooking.parse(row);
    return status === 'booked' && sites.has(site);
  });
}
