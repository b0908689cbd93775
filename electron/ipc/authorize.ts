import { CALLS, type CallName, type PageName } from '../../shared/ipc/schema.ts';
import { refuse } from '../../shared/result.ts';
import type { RefusalCode } from '../../shared/session/refusals.ts';

/**
 * Decides whether a call may be answered: its page is known, the schema lists it for that page, the person has a role it
 * needs, and its payload has the right shape. Pure.
 */
export function authorize(
  page: PageName | null,
  name: unknown,
  payload: unknown,
  roles: readonly string[] | null,
):
  | { readonly ok: true; readonly value: { readonly name: CallName; readonly payload: unknown } }
  | { readonly ok: false; readonly refusal: RefusalCode } {
  if (page === null || typeof name !== 'string' || !isCallName(name)) return refuse('call-not-allowed');
  const call = CALLS[name];
  if (!call.pages.some((allowed) => allowed === page)) return refuse('call-not-allowed');
  if (call.roles !== 'anyone') {
    if (roles === null) return refuse('not-signed-in');
    const needed: readonly string[] = call.roles === 'signed-in' ? roles : call.roles;
    if (!needed.some((role) => roles.includes(role))) return refuse('role-missing');
  }
  const parsed = call.payload.safeParse(payload);
  return parsed.success ? { ok: true, value: { name, payload: parsed.data } } : refuse('call-malformed');
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}
