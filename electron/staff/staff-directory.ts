import type { StaffRow } from '../../shared/sync/rows.ts';

/** The staff list that the institution sent last. */
export interface StaffDirectory {
  list(): readonly StaffRow[];
  find(id: string): StaffRow | null;
  /** Returns the id for a person whom the list no longer names. */
  nameOf(id: string): string;
}

export function createStaffDirectory(feeds: { staff(): readonly StaffRow[] }): StaffDirectory {
  const find = (id: string): StaffRow | null => feeds.staff().find((row) => row.id === id) ?? null;
  return { list: () => feeds.staff(), find, nameOf: (id) => find(id)?.name ?? id };
}
