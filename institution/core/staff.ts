import { z } from 'zod';
import { toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { Instant, type PinVerifier } from '../../shared/sync/rows.ts';
import { recordAct } from './audit.ts';
import { change, type Context } from './context.ts';
import { CODE_LENGTH, codeHashOf, oneTimeCode } from './one-time-code.ts';
import { refuse, type Outcome } from './refusal.ts';
import { StaffDetails } from './staff-details.ts';
import type { Reader, Writer } from './store.ts';

/** A person as the institution knows them. The PIN's verifier is in the `staff` feed alone. */
const Member = StaffDetails.extend({
  /** SHA-256 of the one-time code with which they set a PIN at the station; null once it is used. */
  codeHash: z.string().nullable(),
  codeExpiresAt: Instant.nullable(),
});
type Member = z.infer<typeof Member>;

export type ListedMember = StaffDetails & {
  readonly id: string;
  readonly ver: number;
  readonly hasPin: boolean;
};
export type MemberVersion = { readonly id: string; readonly ver: number };
/** `code`: shown once, to be handed to the person. */
export type IssuedCode = { readonly id: string; readonly code: string; readonly expiresAt: string };

export interface Staff {
  list(): Promise<readonly ListedMember[]>;
  /** Null for a person who is not of the staff, or whose time there has ended. */
  member(id: string): Promise<Pick<StaffDetails, 'name' | 'roles'> | null>;
  add(actor: string, details: StaffDetails): Promise<Outcome<IssuedCode>>;
  change(actor: string, which: MemberVersion, details: StaffDetails): Promise<Outcome<MemberVersion>>;
  /** Takes the PIN away, also a blocked or forgotten one, and issues a code for a new one. */
  reset(actor: string, which: MemberVersion): Promise<Outcome<IssuedCode>>;
  remove(actor: string, which: MemberVersion): Promise<Outcome<null>>;
  /** The person sets a PIN with their one-time code, which names them. */
  setPin(code: string, verifier: PinVerifier): Promise<Outcome<{ readonly id: string }>>;
}

const CODE_VALID_MS = 24 * 3_600_000;
/** SYNC.md, staff feed. */
const MIN_SCRYPT_N = 32_768;

export function createStaff(context: Context): Staff {
  const { clock, newId, randomBytes, store } = context;
  const now = () => toInstant(clock.now());

  async function issueCode(writer: Writer, id: string, details: StaffDetails): Promise<IssuedCode> {
    const code = oneTimeCode(randomBytes(CODE_LENGTH));
    const expiresAt = toInstant(clock.now() + CODE_VALID_MS);
    const member: Member = { ...details, codeHash: codeHashOf(code), codeExpiresAt: expiresAt };
    await writer.put('people', id, member);
    return { id, code, expiresAt };
  }

  return {
    list: () =>
      store.read(async (reader) => {
        const withPin = new Set((await reader.rows('staff')).map(({ key }) => key));
        return (await reader.rows('people')).map(({ key, row, ver }) => {
          const { name, roles, validUntil } = Member.parse(row);
          return { id: key, ver, name, roles, validUntil, hasPin: withPin.has(key) };
        });
      }),

    member: (id) =>
      store.read(async (reader) => {
        const found = await reader.row('people', id);
        if (found === null) return null;
        const { name, roles, validUntil } = Member.parse(found.row);
        return Date.parse(validUntil) > clock.now() ? { name, roles } : null;
      }),

    add: (actor, details) =>
      change(context, [], async (writer) => {
        const id = newId();
        const issued = await issueCode(writer, id, details);
        const detail = { roles: details.roles };
        await recordAct(writer, { at: now(), actor, action: 'staff.added', subject: id, detail });
        return ok(issued);
      }),

    change: (actor, which, details) =>
      change(context, ['staff'], async (writer) => {
        const known = await currentMember(writer, which);
        if (!known.ok) return known;
        const hadAdministrator = await hasAdministrator(writer, clock.now());
        const ver = await writer.put('people', which.id, { ...known.value, ...details });
        const row = await writer.row('staff', which.id);
        if (row !== null) await writer.put('staff', which.id, { ...StaffFeedRow.parse(row.row), ...details });
        if (hadAdministrator && !(await hasAdministrator(writer, clock.now())))
          return refuse('staff-last-administrator');
        const detail = { roles: details.roles, validUntil: details.validUntil };
        await recordAct(writer, { at: now(), actor, action: 'staff.changed', subject: which.id, detail });
        return ok({ id: which.id, ver });
      }),

    reset: (actor, which) =>
      change(context, ['staff'], async (writer) => {
        const known = await currentMember(writer, which);
        if (!known.ok) return known;
        const hadAdministrator = await hasAdministrator(writer, clock.now());
        await writer.remove('staff', which.id);
        if (hadAdministrator && !(await hasAdministrator(writer, clock.now())))
          return refuse('staff-last-administrator');
        const { name, roles, validUntil } = known.value;
        const issued = await issueCode(writer, which.id, { name, roles, validUntil });
        await recordAct(writer, { at: now(), actor, action: 'staff.reset', subject: which.id, detail: {} });
        return ok(issued);
      }),

    remove: (actor, which) =>
      change(context, ['staff'], async (writer) => {
        const known = await currentMember(writer, which);
        if (!known.ok) return known;
        const hadAdministrator = await hasAdministrator(writer, clock.now());
        await writer.remove('people', which.id);
        await writer.remove('staff', which.id);
        if (hadAdministrator && !(await hasAdministrator(writer, clock.now())))
          return refuse('staff-last-administrator');
        await recordAct(writer, { at: now(), actor, action: 'staff.removed', subject: which.id, detail: {} });
        return ok(null);
      }),

    setPin: (code, verifier) =>
      change(context, ['staff'], async (writer) => {
        const people = (await writer.rows('people')).map(({ key, row }) => ({
          id: key,
          member: Member.parse(row),
        }));
        // One refusal for every cause: nobody learns whether a code exists.
        const found = people.find(({ member }) => codeFits(member, code, clock.now()));
        if (found === undefined) return refuse('pin-code-refused');
        if (verifier.N < MIN_SCRYPT_N) return refuse('pin-too-weak', { n: MIN_SCRYPT_N });
        const { id, member } = found;
        const { codeHash: _hash, codeExpiresAt: _expiry, ...details } = member;
        await writer.put('people', id, { ...details, codeHash: null, codeExpiresAt: null });
        await writer.put('staff', id, { ...details, id, verifier });
        await recordAct(writer, { at: now(), actor: id, action: 'staff.pin-set', subject: id, detail: {} });
        return ok({ id });
      }),
  };
}

const StaffFeedRow = z.looseObject({ id: z.string(), roles: z.array(z.string()), validUntil: Instant });

async function currentMember(reader: Reader, { id, ver }: MemberVersion): Promise<Outcome<Member>> {
  const found = await reader.row('people', id);
  if (found === null) return refuse('staff-unknown');
  return found.ver === ver ? ok(Member.parse(found.row)) : refuse('staff-changed');
}

/** Somebody with a PIN must be able to add and reset others; otherwise the station would need a new set-up. */
async function hasAdministrator(reader: Reader, nowMs: number): Promise<boolean> {
  return (await reader.rows('staff'))
    .map(({ row }) => StaffFeedRow.parse(row))
    .some(({ roles, validUntil }) => roles.includes('it') && Date.parse(validUntil) > nowMs);
}

function codeFits({ codeHash, codeExpiresAt }: Member, code: string, nowMs: number): boolean {
  if (codeHash === null || codeExpiresAt === null || Date.parse(codeExpiresAt) <= nowMs) return false;
  return codeHashOf(code) === codeHash;
}
