const DAY_MS = 24 * 3_600_000;

/** How old the staff list may get before only IT can sign in (SYNC.md, staff feed). */
export type StaffListAge =
  | { readonly kind: 'fresh' }
  /** More than half of the time is over: a warning. */
  | { readonly kind: 'ends'; readonly daysLeft: number }
  | { readonly kind: 'ended' };

/** `staffListAt` and `now` in milliseconds since 1970; a list that never came is fresh, because it has no names. */
export function staffListAge(staffListAt: number | null, signInDays: number, now: number): StaffListAge {
  if (staffListAt === null) return { kind: 'fresh' };
  const leftMs = staffListAt + signInDays * DAY_MS - now;
  if (leftMs < 0) return { kind: 'ended' };
  const isNear = leftMs <= (signInDays * DAY_MS) / 2;
  return isNear ? { kind: 'ends', daysLeft: Math.ceil(leftMs / DAY_MS) } : { kind: 'fresh' };
}
