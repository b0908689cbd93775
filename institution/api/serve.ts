import type { z } from 'zod';
import { ok, refuse as refuseWith, type Result } from '../../shared/result.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import type { Institution } from '../core/institution.ts';
import type { InvitationRefusal } from '../core/invitation/invitation.ts';
import { readInvitation } from '../core/invitation/read-invitation.ts';
import type { Refusal } from '../core/refusal.ts';
import { readSiteList, type ListProblem } from '../core/site-list.ts';
import { CALLS, type CallDefinition, type CallName } from './calls.ts';

/** Who calls: a signed-in person with all roles, also those that mean nothing here. */
export type Person = { readonly id: string; readonly roles: readonly string[] };

/** A list with mistakes: each with its line, so that all are corrected at once. */
export type ListRefusal = {
  readonly code: 'list-invalid';
  readonly values: { readonly count: number };
  readonly problems: readonly ListProblem[];
};
export type ApiRefusal = Refusal | InvitationRefusal | ListRefusal;
export type ApiOutcome<T> = Result<T, ApiRefusal>;

export interface Api {
  /** Checks role and input, then answers. Never throws for anything that a caller can send. */
  call(name: string, person: Person, input: unknown): Promise<ApiOutcome<unknown>>;
}

export type ApiOptions = {
  readonly institution: Institution;
  readonly linkPolicy: () => MeetingLinkPolicy;
  /** IANA zone of the institution. */
  readonly zone: string;
};

type Served = (person: Person, input: unknown) => Promise<ApiOutcome<unknown>>;

/** The only way to the institution for people; each transport hands its calls to this. */
export function createApi({ institution, linkPolicy, zone }: ApiOptions): Api {
  const { bookings, directives, sites, staff } = institution;
  const served: Readonly<Record<CallName, Served>> = {
    'schedule.list': serve(CALLS['schedule.list'], async ({ from, to }) =>
      ok({ bookings: await bookings.list(from, to) }),
    ),
    'schedule.read-invitation': serve(CALLS['schedule.read-invitation'], (source) => {
      const bytes = 'text' in source ? Buffer.from(source.text, 'utf8') : Buffer.from(source.file, 'base64');
      return Promise.resolve(readInvitation(bytes, { linkPolicy: linkPolicy(), zones: [zone] }));
    }),
    'schedule.book': serve(CALLS['schedule.book'], ({ booking }, actor) => bookings.book(actor, booking)),
    'schedule.change': serve(CALLS['schedule.change'], ({ which, booking }, actor) =>
      bookings.change(actor, which, booking),
    ),
    'schedule.cancel': serve(CALLS['schedule.cancel'], ({ which, ...cancellation }, actor) =>
      bookings.cancel(actor, which, cancellation),
    ),
    'sites.list': serve(CALLS['sites.list'], async () => ok({ sites: await sites.list() })),
    'sites.preview': serve(CALLS['sites.preview'], async ({ file, listDate }) => {
      const listed = readSiteList(Buffer.from(file, 'base64'));
      return listed.ok ? sites.preview(listed.value, listDate) : listRefusal(listed.refusal);
    }),
    'sites.import': serve(CALLS['sites.import'], async ({ file, listDate, token }, actor) => {
      const listed = readSiteList(Buffer.from(file, 'base64'));
      return listed.ok ? sites.importList(actor, listed.value, listDate, token) : listRefusal(listed.refusal);
    }),
    'staff.list': serve(CALLS['staff.list'], async () => ok({ staff: await staff.list() })),
    'staff.add': serve(CALLS['staff.add'], ({ details }, actor) => staff.add(actor, details)),
    'staff.change': serve(CALLS['staff.change'], ({ which, details }, actor) =>
      staff.change(actor, which, details),
    ),
    'staff.reset': serve(CALLS['staff.reset'], ({ which }, actor) => staff.reset(actor, which)),
    'staff.remove': serve(CALLS['staff.remove'], ({ which }, actor) => staff.remove(actor, which)),
    'staff.set-pin': serve(CALLS['staff.set-pin'], ({ id, code, verifier }) =>
      staff.setPin(id, code, verifier),
    ),
    'directives.list': serve(CALLS['directives.list'], async () =>
      ok({ directives: await directives.list() }),
    ),
    'directives.issue': serve(CALLS['directives.issue'], (order, actor) => directives.issue(actor, order)),
    'audit.list': serve(CALLS['audit.list'], async ({ after, limit }) => {
      const { entries, broken } = await institution.audit(after, limit);
      return ok({ entries: [...entries], broken });
    }),
  };
  return {
    call: (name, person, input) =>
      isCallName(name) ? served[name](person, input) : Promise.resolve(invalid('call')),
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

function listRefusal(problems: readonly ListProblem[]): ApiOutcome<never> {
  return refuseWith({ code: 'list-invalid', values: { count: problems.length }, problems });
}

function invalid(field: string): ApiOutcome<never> {
  return refuseWith({ code: 'input-invalid', values: { field } });
}

function serve<Input extends z.ZodType, Output extends z.ZodType>(
  { roles, input, output }: CallDefinition<Input, Output>,
  answer: (input: z.output<Input>, actor: string) => Promise<ApiOutcome<z.input<Output>>>,
): Served {
  return async (person, sent) => {
    if (roles !== 'anyone' && !roles.some((role) => person.roles.includes(role))) {
      return refuseWith({ code: 'role-missing', values: { role: roles.join(', ') } });
    }
    const parsed = input.safeParse(sent);
    if (!parsed.success) return invalid(parsed.error.issues[0]?.path.join('.') ?? '');
    const answered = await answer(parsed.data, person.id);
    // What a handler answers wrongly is a bug, and must not reach a page.
    return answered.ok ? ok(output.parse(answered.value)) : answered;
  };
}
