import { journal } from './0001-journal.ts';
import { maintenance } from './0002-maintenance.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first; the versions count from 1 without a gap. */
export const MIGRATIONS: readonly Migration[] = [journal, maintenance];
