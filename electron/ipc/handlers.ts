import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Answer, CallPayload } from '../../shared/ipc/schema.ts';
import type { ItView } from '../../shared/ipc/it-view.ts';
import type { EntryVersion, StaffPageSnapshot, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { Command } from '../../shared/session/commands.ts';
import type { CheckName, CheckResult } from '../../shared/session/entries.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { figuresOf } from '../../shared/tracking/figures.ts';
import type { DirectiveRow } from '../../shared/sync/rows.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import type { MediaDevice } from '../../shared/hardware/attached.ts';
import type { CallHandlers } from './dispatch.ts';
import type { Rectangle } from '../windows/layout.ts';
import type { Drafts } from '../station/drafts.ts';
import type { SignIn } from '../staff/sign-in.ts';
import type { Station } from '../station/station.ts';

export interface HandlerParts {
  readonly station: Station;
  readonly signIn: SignIn;
  readonly drafts: Pick<Drafts, 'of' | 'keep'>;
  readonly newId: () => string;
  readonly directives: () => readonly DirectiveRow[];
  readonly staffSnapshot: () => StaffPageSnapshot;
  readonly visitSnapshot: () => VisitPageSnapshot;
  readonly pageShown: () => void;
  readonly pageFailed: (detail: string) => void;
  readonly setLanguage: (language: 'en' | 'fr') => void;
  readonly reportMedia: (devices: readonly MediaDevice[]) => void;
  readonly chooseMedia: (chosen: StaffPageSnapshot['hardware']['chosen']) => void;
  readonly placeMeeting: (place: Rectangle | null) => void;
  readonly runChecks: () => Promise<readonly { readonly check: CheckName; readonly result: CheckResult }[]>;
  /** A check's result with the devices that it was made with. */
  readonly withDevices: (check: CheckName, result: CheckResult) => CheckResult;
  readonly sheet: (
    period: Period,
    page: { readonly offset: number; readonly limit: number },
  ) => Promise<{ readonly rows: readonly TrackingRow[]; readonly total: number }>;
  readonly allRows: (period: Period) => Promise<readonly TrackingRow[]>;
  readonly history: (session: string) => readonly EntryVersion[];
  readonly exportSheet: (
    wanted: CallPayload<'tracking.export'>,
  ) => Promise<Result<{ readonly files: readonly string[]; readonly rows: number }, Refusal>>;
  readonly cancelExport: () => void;
  readonly checkLink: (url: string) => Answer<{ readonly host: string }>;
  readonly staffName: (id: string) => string;
  readonly itView: () => Promise<ItView>;
  /** Writes the bundle and names the file; null when it could not be written. */
  readonly writeBundle: () => Promise<string | null>;
}

/** One line a call: each becomes a command, or asks another room. No decision is taken here (rule 1). */
export function callHandlers(parts: HandlerParts): CallHandlers {
  const { station } = parts;
  const run = (command: Command): Answer<null> => {
    const done = station.execute(command);
    return done.ok ? ok(null) : done;
  };
  const open = (
    command: Extract<Command, { type: 'open-session' | 'open-walk-up' | 'record-not-held' }>,
  ): Answer<{ session: string }> => {
    const done = station.execute(command);
    return done.ok ? ok({ session: command.id }) : done;
  };
  const person = (): string => station.state.signedIn?.staff ?? '';
  const completer = (): string => parts.staffName(person());
  return {
    'snapshot.staff': () => ok(parts.staffSnapshot()),
    'snapshot.visit': () => ok(parts.visitSnapshot()),
    'page.shown': () => done(parts.pageShown),
    'page.failed': ({ detail }) => done(() => parts.pageFailed(detail)),
    'language.set': ({ language }) => done(() => parts.setLanguage(language)),
    'staff.sign-in': ({ staff, pin }) => parts.signIn.signIn(staff, pin),
    'staff.relieve': ({ staff, pin }) => parts.signIn.relieve(staff, pin),
    'staff.sign-out': () => run({ type: 'sign-out', why: 'asked' }),
    'drafts.read': () => ok({ drafts: parts.drafts.of(person()) }),
    'drafts.keep': ({ changes }) => done(() => parts.drafts.keep(person(), changes)),
    'media.report': ({ devices }) => done(() => parts.reportMedia(devices)),
    'media.choose': (chosen) => done(() => parts.chooseMedia(chosen)),
    'meeting.place': (place) => done(() => parts.placeMeeting(place)),
    'session.open': (payload) => open({ type: 'open-session', id: parts.newId(), ...payload }),
    'session.open-walk-up': ({ booking, ...rest }) =>
      open({
        type: 'open-walk-up',
        id: parts.newId(),
        booking: { ...booking, id: `walk-up-${randomUUID()}` },
        ...rest,
      }),
    'session.close-mistaken': () => run({ type: 'close-mistaken' }),
    'session.record-not-held': (payload) => open({ type: 'record-not-held', id: parts.newId(), ...payload }),
    'session.accept-changes': (payload) => run({ type: 'accept-changes', ...payload }),
    'session.override-check': (payload) => run({ type: 'override-check', ...payload }),
    'link.check': ({ url }) => parts.checkLink(url),
    'session.record-check': ({ check, result }) =>
      run({ type: 'record-check', check, result: parts.withDevices(check, result) }),
    'session.run-checks': async () => {
      for (const found of await parts.runChecks()) {
        const result = parts.withDevices(found.check, found.result);
        const recorded = station.execute({ type: 'record-check', check: found.check, result });
        if (!recorded.ok) return recorded;
      }
      return ok(null);
    },
    'session.confirm-settings': () => run({ type: 'confirm-settings' }),
    'session.show-notice': () => run({ type: 'show-notice' }),
    'session.notice-played': (payload) => run({ type: 'notice-played', ...payload }),
    'session.finish-notice': (payload) => run({ type: 'finish-notice', ...payload }),
    'session.connect': () => run({ type: 'connect' }),
    'session.confirm-connection': (payload) => run({ type: 'confirm-connection', ...payload }),
    'session.stay': () => run({ type: 'stay' }),
    'session.leave': () => run({ type: 'leave' }),
    'session.suspend': () => run({ type: 'suspend' }),
    'session.explain': (payload) => run({ type: 'explain', ...payload }),
    'session.pause': (payload) => run({ type: 'pause', ...payload }),
    'session.end-pause': () => run({ type: 'end-pause' }),
    'session.unsuspend': (payload) => run({ type: 'unsuspend', ...payload }),
    'session.inform': (payload) => run({ type: 'inform', ...payload }),
    'session.extend': (payload) => run({ type: 'extend', ...payload }),
    'session.answer-assistance': () => run({ type: 'answer-assistance' }),
    'order.answer': ({ directive: id }) => {
      const directive = parts.directives().find((row) => row.id === id);
      if (directive === undefined) return refuse({ code: 'directive-expired', values: {} });
      return run({ type: 'answer-message', directive });
    },
    'session.end': ({ outcome }) => run({ type: 'end', outcome }),
    'session.hand-over': (payload) => run({ type: 'hand-over', ...payload }),
    'tracking.complete': ({ row }) =>
      run({ type: 'complete-tracking', row: { ...row, version: 1, completedBy: completer() } }),
    'tracking.amend': ({ row, reason }) => {
      const current = parts.history(row.session).at(-1)?.row;
      if (current === undefined) return refuse({ code: 'row-mismatch', values: {} });
      const amended = { ...row, version: current.version + 1, completedBy: completer() };
      return run({ type: 'amend-tracking', current, row: amended, reason });
    },
    'tracking.sheet': async ({ from, to, offset, limit }) =>
      ok(await parts.sheet({ from, to }, { offset, limit })),
    'tracking.figures': async (period) => ok(figuresOf(await parts.allRows(period))),
    'tracking.history': ({ session }) => ok({ versions: parts.history(session) }),
    'it.view': async () => ok(await parts.itView()),
    'it.bundle': async () => {
      const file = await parts.writeBundle();
      return file === null ? refuse({ code: 'bundle-unwritten', values: {} }) : ok({ file });
    },
    'tracking.export': (payload) => parts.exportSheet(payload),
    'tracking.cancel-export': () => done(() => parts.cancelExport()),
  };
}

function done(action: () => void): Answer<null> {
  action();
  return ok(null);
}
