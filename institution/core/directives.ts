import { toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { DirectiveRow } from '../../shared/sync/rows.ts';
import { recordAct } from './audit.ts';
import { change, type Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';
import type { Writer } from './store.ts';

/** An order to the station. `session`: the session or booking that it concerns, or null for whatever is under way. */
export type Order = Pick<DirectiveRow, 'action' | 'session' | 'authority'> & {
  readonly reason: { readonly code: string; readonly text: string };
  readonly validMinutes: number;
};

export interface Directives {
  list(): Promise<readonly DirectiveRow[]>;
  issue(actor: string, order: Order): Promise<Outcome<{ readonly id: string }>>;
}

const DAY_MINUTES = 24 * 60;
/** SYNC.md, Feeds: a cancellation concerns a booking to come. */
const longestMinutes = (action: DirectiveRow['action']): number =>
  action === 'cancel' ? 14 * DAY_MINUTES : DAY_MINUTES;

export function createDirectives(context: Context): Directives {
  return {
    list: () =>
      context.store.read(async (reader) =>
        (await reader.rows('directives')).map(({ row }) => DirectiveRow.parse(row)),
      ),
    issue: (actor, { validMinutes, ...order }) =>
      change(context, ['directives'], async (writer) => {
        const longest = longestMinutes(order.action);
        if (validMinutes > longest) return refuse('directive-too-long', { minutes: longest });
        const now = context.clock.now();
        await removeExpired(writer, now);
        const id = context.newId();
        const row: DirectiveRow = {
          ...order,
          id,
          issuedAt: toInstant(now),
          expiresAt: toInstant(now + validMinutes * 60_000),
        };
        await writer.put('directives', id, row);
        const detail = { action: order.action, session: order.session, reason: order.reason.code };
        await recordAct(writer, { at: row.issuedAt, actor, action: 'directive.issued', subject: id, detail });
        return ok({ id });
      }),
  };
}

async function removeExpired(writer: Writer, nowMs: number): Promise<void> {
  for (const { key, row } of await writer.rows('directives'))
    if (Date.parse(DirectiveRow.parse(row).expiresAt) <= nowMs) await writer.remove('directives', key);
}
