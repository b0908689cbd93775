import { randomUUID } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import { ok, refuse } from '../../shared/result.ts';
import type { ItView } from '../../shared/ipc/it-view.ts';
import type { Answer } from '../../shared/ipc/schema.ts';
import type { Command } from '../../shared/session/commands.ts';
import { signedInRoles } from '../../shared/session/roles.ts';
import { figuresOf } from '../../shared/tracking/figures.ts';
import type { EmbeddedInstitution } from '../embedded/embedded-institution.ts';
import type { MeetingTarget } from '../meeting/meeting.ts';
import type { LinkHosts } from '../meeting/meeting-hosts.ts';
import type { Report } from '../platform/log.ts';
import type { SignIn } from '../staff/sign-in.ts';
import type { StaffDirectory } from '../staff/staff-directory.ts';
import type { ChosenDevices } from '../station/chosen-devices.ts';
import { linkAnswer } from '../station/context.ts';
import type { Drafts } from '../station/drafts.ts';
import type { Equipment } from '../station/equipment.ts';
import type { FeedReader } from '../station/ports.ts';
import type { Presenter } from '../station/presenter.ts';
import type { Reconciler } from '../station/reconciler.ts';
import type { Station } from '../station/station.ts';
import type { Tracking } from '../tracking/create-tracking.ts';
import type { CallHandlers } from './dispatch.ts';

/** What IT asks the station about itself. */
export interface Diagnostics {
  itView(isSignedIn: boolean): Promise<ItView>;
  /** Writes the bundle for remote support. Returns its file, or null when it could not be written. */
  writeBundle(): Promise<string | null>;
}

export interface HandlerParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  readonly signIn: SignIn;
  readonly staff: StaffDirectory;
  readonly feeds: Pick<FeedReader, 'directives'>;
  readonly drafts: Drafts;
  readonly presenter: Presenter;
  readonly reconciler: Pick<Reconciler, 'setPlace' | 'tryMeeting'>;
  /** The meeting that IT has named for trials; null where there is none or it is refused. */
  readonly trial: () => MeetingTarget | null;
  readonly chosenDevices: ChosenDevices;
  readonly equipment: Equipment;
  readonly tracking: Tracking;
  readonly monitors: { readonly idleSignOut: { putOff(): void } };
  readonly changes: { notify(): void };
  readonly diagnostics: Diagnostics;
  readonly hosts: LinkHosts;
  /** Null with a server. */
  readonly embedded: Pick<EmbeddedInstitution, 'call'> | null;
  /** Called once the staff page shows its first screen. */
  readonly pageShown: () => void;
  readonly report: Report;
}

/** One line per call: it becomes a command or a question to another room. Decides nothing (rule 1). */
export function createHandlers(parts: HandlerParts): CallHandlers {
  const { station, drafts, presenter, equipment, tracking } = parts;
  const ids = new V7Generator();
  const newId = (): string => ids.generate().toString();
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
  const completer = (): string => parts.staff.nameOf(person());
  return {
    'snapshot.staff': () => ok(presenter.staff()),
    'snapshot.visit': () => ok(presenter.visit()),
    'page.shown': () => done(parts.pageShown),
    'page.failed': ({ detail }) => done(() => parts.report('page-failed', detail)),
    'language.set': ({ language }) => {
      presenter.setLanguage(language);
      return station.state.signedIn === null ? ok(null) : run({ type: 'choose-language', language });
    },
    'staff.sign-in': ({ staff, pin }) => parts.signIn.signIn(staff, pin),
    'staff.relieve': ({ staff, pin }) => parts.signIn.relieve(staff, pin),
    'staff.sign-out': () => run({ type: 'sign-out', why: 'asked' }),
    'staff.stay-signed-in': () =>
      done(() => {
        parts.monitors.idleSignOut.putOff();
        parts.changes.notify();
      }),
    'drafts.read': () => ok({ drafts: drafts.of(person()) }),
    'drafts.keep': ({ changes }) => done(() => drafts.keep(person(), changes)),
    'media.report': ({ devices }) => done(() => parts.chosenDevices.report(devices)),
    'media.choose': (chosen) => done(() => parts.chosenDevices.choose(chosen)),
    'meeting.place': (place) => done(() => parts.reconciler.setPlace(place)),
    'session.open': (payload) => open({ type: 'open-session', id: newId(), ...payload }),
    'session.open-walk-up': ({ booking, ...rest }) =>
      open({
        type: 'open-walk-up',
        id: newId(),
        booking: { ...booking, id: `walk-up-${randomUUID()}` },
        ...rest,
      }),
    'session.close-mistaken': () => run({ type: 'close-mistaken' }),
    'session.record-not-held': (payload) => open({ type: 'record-not-held', id: newId(), ...payload }),
    'session.accept-changes': (payload) => run({ type: 'accept-changes', ...payload }),
    'session.override-check': (payload) => run({ type: 'override-check', ...payload }),
    'link.check': ({ url }) => linkAnswer(url, parts.hosts),
    'session.record-check': ({ check, result }) => {
      const recorded = equipment.record(check, result);
      return recorded.ok ? ok(null) : recorded;
    },
    'session.run-checks': async () => {
      const refusal = await equipment.runChecks();
      return refusal === null ? ok(null) : refuse(refusal);
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
      const directive = parts.feeds.directives().find((row) => row.id === id);
      if (directive === undefined) return refuse({ code: 'directive-expired', values: {} });
      return run({ type: 'answer-message', directive });
    },
    'session.end': ({ outcome }) => run({ type: 'end', outcome }),
    'session.hand-over': (payload) => run({ type: 'hand-over', ...payload }),
    'tracking.complete': ({ row }) =>
      run({ type: 'complete-tracking', row: { ...row, version: 1, completedBy: completer() } }),
    'tracking.amend': ({ row, reason }) => {
      const current = tracking.history(row.session).at(-1)?.row;
      if (current === undefined) return refuse({ code: 'row-mismatch', values: {} });
      const amended = { ...row, version: current.version + 1, completedBy: completer() };
      return run({ type: 'amend-tracking', current, row: amended, reason });
    },
    'tracking.sheet': async ({ from, to, offset, limit }) =>
      ok(await tracking.page({ from, to }, { offset, limit })),
    'tracking.figures': async (period) => ok(figuresOf(await tracking.rows(period))),
    'tracking.history': ({ session }) => ok({ versions: tracking.history(session) }),
    'printed.write': ({ document }) => tracking.exports.print(document),
    'schedule.write-day': () => tracking.exports.writeDay(presenter.staff().schedule, person()),
    'trial.run-checks': async () => ok({ results: await equipment.tryChecks() }),
    'trial.write': ({ checks }) => tracking.exports.printReady(checks, completer()),
    'trial.open-meeting': () => {
      const meeting = parts.trial();
      if (meeting === null) return refuse({ code: 'trial-link-refused', values: {} });
      return done(() => parts.reconciler.tryMeeting(meeting));
    },
    'trial.close-meeting': () => done(() => parts.reconciler.tryMeeting(null)),
    'it.view': async () => ok(await parts.diagnostics.itView(station.state.signedIn !== null)),
    'it.bundle': async () => {
      const file = await parts.diagnostics.writeBundle();
      return file === null ? refuse({ code: 'bundle-unwritten', values: {} }) : ok({ file });
    },
    'tracking.export': (payload) => tracking.exports.write(payload, presenter.language, person()),
    'tracking.exports': async () => ok(await tracking.exports.view()),
    'tracking.erase-export': ({ export: id }) => tracking.exports.erase(id, person()),
    'institution.call': async ({ name, input }) => {
      if (parts.embedded === null) return refuse({ code: 'call-not-allowed', values: {} });
      const roles = signedInRoles(station.state, station.context) ?? [];
      return ok(await parts.embedded.call({ id: person(), roles }, name, input));
    },
    'tracking.cancel-export': () => done(() => tracking.exporter.cancel()),
  };
}

function done(action: () => void): Answer<null> {
  action();
  return ok(null);
}
