import { CALLS, type CallName, type PageName } from '../../shared/ipc/schema.ts';
import { ok, refuse, type MessageValues, type Result } from '../../shared/result.ts';
import type { Refusal, RefusalCode } from '../../shared/session/refusals.ts';

const refusal = (code: RefusalCode, values: MessageValues = {}) => refuse({ code, values });

/**
 * Decides whether a call may be answered: its page is known, the schema lists it for that page, the person has a role it
 * needs, and its payload has the right shape. Pure.
 */
export function authorize(
  page: PageName | null,
  name: unknown,
  payload: unknown,
  roles: readonly string[] | null,
): Result<{ readonly name: CallName; readonly payload: unknown }, Refusal> {
  if (page === null || typeof name !== 'string' || !isCallName(name)) return refusal('call-not-allowed');
  const call = CALLS[name];
  if (!call.pages.some((allowed) => allowed === page)) return refusal('call-not-allowed');
  if (call.roles !== 'anyone') {
    if (roles === null) return refusal('not-signed-in');
    const needed: readonly string[] = call.roles === 'signed-in' ? roles : call.roles;
    if (!needed.some((role) => roles.includes(role)))
      return refusal('role-missing', { role: needed[0] ?? 'facilitator' });
  }
  const parsed = call.payload.safeParse(payload);
  return parsed.success ? ok({ name, payload: parsed.data }) : refusal('call-malformed');
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}
