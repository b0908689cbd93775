import type { z } from 'zod';
import { ok, refuse as refuseWith } from '../../shared/result.ts';
import type { PinVerifier } from '../../shared/sync/rows.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import { figuresOf } from '../../shared/tracking/figures.ts';
import type { Institution } from '../core/institution.ts';
import { readInvitation } from '../core/invitation/read-invitation.ts';
import { refuse, type Outcome } from '../core/refusal.ts';
import type { SetUpForm } from '../core/set-up-form.ts';
import { CALLS, type CallDefinition, type CallName } from './calls.ts';
import type { CopiesPort } from './copies.ts';
import { auditExport, personExport, sheetExport } from './made-exports.ts';
import type { ExportsPort } from './exports.ts';
import type { ApiOutcome } from './refusal.ts';
import type { ServicePort } from './service-port.ts';
import { createSiteImport, type ListReader } from './site-import.ts';

/** Who calls: a signed-in person with all roles, also those that mean nothing here. */
export type Person = {
  readonly id: string;
  readonly roles: readonly string[];
  /** Of every institution; then this API is of the one that they look at. */
  readonly everywhere?: boolean;
};

export interface Api {
  /** Checks role and input, then answers. Never throws for anything that a caller can send. */
  call(name: string, person: Person, input: unknown): Promise<ApiOutcome<unknown>>;
}

/** What exists once the institution is set up. */
export type SetUpInstitution = {
  readonly institution: Institution;
  /** IANA zone of the institution. */
  readonly zone: string;
};

export type ApiOptions = {
  /** Null before the set-up: then every call but the set-up is refused. */
  readonly current: () => SetUpInstitution | null;
  readonly setUp: (code: string, form: SetUpForm, verifier: PinVerifier) => Promise<Outcome<null>>;
  readonly hashPin: (pin: string) => Promise<PinVerifier>;
  readonly linkPolicy: () => MeetingLinkPolicy;
  /** Null where the database is copied by its own tools. */
  readonly copies: CopiesPort | null;
  /** Null in a station that holds its institution itself (R64). */
  readonly service: ServicePort | null;
  readonly readSiteList: ListReader;
  readonly exports: ExportsPort;
};

type Served = (person: Person, input: unknown) => Promise<ApiOutcome<unknown>>;

/** The only way to the institution for people; each transport hands its calls to this. */
export function createApi(options: ApiOptions): Api {
  const { current, setUp, hashPin, linkPolicy, copies, service, readSiteList, exports } = options;
  const siteImport = createSiteImport(readSiteList);
  function ofInstitution<Input extends z.ZodType, Output extends z.ZodType>(
    definition: CallDefinition<Input, Output>,
    answer: (
      input: z.output<Input>,
      known: SetUpInstitution,
      actor: string,
    ) => Promise<ApiOutcome<z.input<Output>>>,
  ): Served {
    return serve(definition, async (input, actor) => {
      const known = current();
      return known === null ? refuseWith({ code: 'not-set-up', values: {} }) : answer(input, known, actor);
    });
  }

  const served: Readonly<Record<CallName, Served>> = {
    'institution.set-up': serve(CALLS['institution.set-up'], async ({ code, pin, form }) =>
      done(await setUp(code, form, await hashPin(pin))),
    ),
    'schedule.list': ofInstitution(CALLS['schedule.list'], async (wanted, { institution: { bookings } }) =>
      ok(await bookings.list(wanted)),
    ),
    'schedule.read-invitation': ofInstitution(CALLS['schedule.read-invitation'], (source, { zone }) => {
      const bytes = 'text' in source ? Buffer.from(source.text, 'utf8') : Buffer.from(source.file, 'base64');
      return Promise.resolve(readInvitation(bytes, { linkPolicy: linkPolicy(), zones: [zone] }));
    }),
    'schedule.book': ofInstitution(CALLS['schedule.book'], ({ booking }, { institution }, actor) =>
      institution.bookings.book(actor, booking),
    ),
    'schedule.change': ofInstitution(
      CALLS['schedule.change'],
      ({ which, booking, notified }, { institution }, actor) =>
        institution.bookings.change(actor, which, booking, notified),
    ),
    'schedule.cancel': ofInstitution(CALLS['schedule.cancel'], ({ which, ...rest }, { institution }, actor) =>
      institution.bookings.cancel(actor, which, rest),
    ),
    'sites.list': ofInstitution(CALLS['sites.list'], async (_, { institution }) =>
      ok({ sites: await institution.sites.list() }),
    ),
    'sites.preview': ofInstitution(CALLS['sites.preview'], (list, { institution }, actor) =>
      siteImport.preview(institution, actor, list),
    ),
    'sites.import': ofInstitution(CALLS['sites.import'], (list, { institution }, actor) =>
      siteImport.import(institution, actor, list),
    ),
    'sites.progress': ofInstitution(CALLS['sites.progress'], (_, _known, actor) =>
      Promise.resolve(ok({ progress: siteImport.progress(actor) })),
    ),
    'sites.cancel': ofInstitution(CALLS['sites.cancel'], (_, _known, actor) => {
      siteImport.cancel(actor);
      return Promise.resolve(ok({}));
    }),
    'staff.list': ofInstitution(CALLS['staff.list'], async (_, { institution }) =>
      ok({ staff: await institution.staff.list() }),
    ),
    'staff.add': ofInstitution(CALLS['staff.add'], ({ details }, { institution }, actor) =>
      institution.staff.add(actor, details),
    ),
    'staff.change': ofInstitution(CALLS['staff.change'], ({ which, details }, { institution }, actor) =>
      institution.staff.change(actor, which, details),
    ),
    'staff.reset': ofInstitution(CALLS['staff.reset'], ({ which }, { institution }, actor) =>
      institution.staff.reset(actor, which),
    ),
    'staff.remove': ofInstitution(CALLS['staff.remove'], async ({ which }, { institution }, actor) =>
      done(await institution.staff.remove(actor, which)),
    ),
    'staff.set-pin': ofInstitution(CALLS['staff.set-pin'], async ({ code, pin }, { institution }) =>
      institution.staff.setPin(code, await hashPin(pin)),
    ),
    'directives.list': ofInstitution(CALLS['directives.list'], async (_, { institution }) =>
      ok({ directives: await institution.directives.list() }),
    ),
    'directives.issue': ofInstitution(CALLS['directives.issue'], (order, { institution }, actor) =>
      institution.directives.issue(actor, order),
    ),
    'staff.invite': serve(CALLS['staff.invite'], async ({ id }, actor) =>
      service === null ? NOT_HERE : service.invite(actor, id),
    ),
    'now.visits': serve(CALLS['now.visits'], async ({ ver }) =>
      service === null ? NOT_HERE : ok(await service.visits.changes(ver)),
    ),
    'stations.list': serve(CALLS['stations.list'], async () =>
      service === null ? NOT_HERE : ok({ stations: await service.stations() }),
    ),
    'stations.issue-codes': serve(CALLS['stations.issue-codes'], async ({ stations }, actor) =>
      service === null ? NOT_HERE : ok({ codes: await service.issueCodes(actor, stations) }),
    ),
    'stations.revoke': serve(CALLS['stations.revoke'], async ({ station }, actor) =>
      service === null ? NOT_HERE : done(await service.revoke(actor, station)),
    ),
    'figures.show': serve(CALLS['figures.show'], async (period, _actor, everywhere) =>
      service === null
        ? NOT_HERE
        : ok({ everywhere, figures: figuresOf(await service.sheet(period, everywhere)) }),
    ),
    'sheet.export': serve(CALLS['sheet.export'], async ({ language, ...period }, actor) =>
      service === null
        ? NOT_HERE
        : exports.deliver(actor, sheetExport(await service.transmit(actor, period), period, language)),
    ),
    'settings.list': ofInstitution(CALLS['settings.list'], async (_, { institution }) =>
      ok({ settings: await institution.settings.list() }),
    ),
    'settings.set': ofInstitution(CALLS['settings.set'], async ({ which, value }, { institution }, actor) =>
      done(await institution.settings.set(actor, which, value ?? null)),
    ),
    'records.state': ofInstitution(CALLS['records.state'], async (_, { institution }) => {
      const { holds, ...state } = await institution.records.state();
      const names = await institution.names();
      return ok({ ...state, holds: holds.map((hold) => ({ ...hold, by: names.get(hold.by) ?? hold.by })) });
    }),
    'records.set-rules': ofInstitution(
      CALLS['records.set-rules'],
      async ({ rules, ver }, { institution: { records } }, actor) =>
        done(await records.setRules(actor, rules, ver)),
    ),
    'records.find': ofInstitution(CALLS['records.find'], async ({ who }, { institution: { records } }) =>
      ok({ records: await records.find(who) }),
    ),
    'records.export': ofInstitution(
      CALLS['records.export'],
      async ({ records: wanted, language }, { institution: { records }, zone }, actor) => {
        const found = await records.read(actor, wanted);
        const made = personExport(found, { language, zone });
        return made === null ? refuse('record-unknown') : exports.deliver(actor, made);
      },
    ),
    'records.observe': ofInstitution(
      CALLS['records.observe'],
      async ({ session, ...observation }, { institution: { records } }, actor) =>
        done(await records.observe(actor, session, observation)),
    ),
    'records.hold': ofInstitution(
      CALLS['records.hold'],
      ({ who, reference }, { institution: { records } }, actor) => records.hold(actor, who, reference),
    ),
    'records.lift': ofInstitution(
      CALLS['records.lift'],
      async ({ id }, { institution: { records } }, actor) => done(await records.lift(actor, id)),
    ),
    'records.erase': ofInstitution(CALLS['records.erase'], ({ due }, { institution: { records } }, actor) =>
      records.erase(actor, due),
    ),
    'institution.export': ofInstitution(
      CALLS['institution.export'],
      async (_, { institution: { moves } }, actor) => {
        const { made, code } = await moves.export(actor);
        const delivered = await exports.deliver(actor, made);
        return delivered.ok ? ok({ ...delivered.value, code }) : delivered;
      },
    ),
    'institution.take-over': ofInstitution(
      CALLS['institution.take-over'],
      ({ file, code }, { institution: { moves } }, actor) =>
        moves.takeOver(actor, Buffer.from(file, 'base64'), code),
    ),
    'audit.export': ofInstitution(CALLS['audit.export'], async ({ language }, { institution, zone }, actor) =>
      exports.deliver(actor, auditExport(await institution.wholeAudit(), { language, zone })),
    ),
    'copies.state': ofInstitution(CALLS['copies.state'], async () =>
      copies === null ? NOT_HERE : ok(await copies.state()),
    ),
    'copies.new-key': ofInstitution(CALLS['copies.new-key'], async (_, _known, actor) =>
      copies === null ? NOT_HERE : ok(await copies.newKey(actor)),
    ),
    'copies.take': ofInstitution(CALLS['copies.take'], async (_, _known, actor) =>
      copies === null ? NOT_HERE : copies.take(actor),
    ),
    'audit.list': ofInstitution(CALLS['audit.list'], async ({ after, limit }, { institution }) => {
      const { entries, broken } = await institution.audit(after, limit);
      const ids = new Set(entries.flatMap(({ actor, subject }) => [actor, subject]));
      const names = Object.fromEntries([...(await institution.names())].filter(([id]) => ids.has(id)));
      return ok({ entries: [...entries], broken, names });
    }),
  };
  return {
    call: (name, person, input) =>
      isCallName(name) ? served[name](person, input) : Promise.resolve(invalid('call')),
  };
}

const NOT_HERE = refuse('not-here');

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

function done(outcome: Outcome<null>): ApiOutcome<Record<string, never>> {
  return outcome.ok ? ok({}) : outcome;
}

function invalid(field: string): ApiOutcome<never> {
  return refuseWith({ code: 'input-invalid', values: { field } });
}

/** Half of a surrogate pair has no canonical JSON to be hashed, and no database keeps U+0000 in a text. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every((member) => member.every(isStorable));
}

function serve<Input extends z.ZodType, Output extends z.ZodType>(
  { roles, input, output }: CallDefinition<Input, Output>,
  answer: (
    input: z.output<Input>,
    actor: string,
    everywhere: boolean,
  ) => Promise<ApiOutcome<z.input<Output>>>,
): Served {
  return async (person, sent) => {
    if (roles !== 'anyone' && !roles.some((role) => person.roles.includes(role))) {
      return refuseWith({ code: 'role-missing', values: { role: roles.join(', ') } });
    }
    const parsed = input.safeParse(sent);
    if (!parsed.success) return invalid(parsed.error.issues[0]?.path.join('.') ?? '');
    if (!isStorable(parsed.data)) return invalid('text');
    const answered = await answer(parsed.data, person.id, person.everywhere === true);
    // What a handler answers wrongly is a bug, and must not reach a page.
    return answered.ok ? ok(output.parse(answered.value)) : answered;
  };
}
