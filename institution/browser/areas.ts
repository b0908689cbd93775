import type { ComponentType } from 'react';
import type { Role } from '../api/calls.ts';
import { AuditPage } from '../pages/audit-page.tsx';
import { BookingsPage } from '../pages/bookings-page.tsx';
import { FiguresPage } from '../pages/figures-page.tsx';
import { NowPage } from '../pages/now-page.tsx';
import { RecordsPage } from '../pages/records-page.tsx';
import { SettingsPage } from '../pages/settings-page.tsx';
import { SitesPage } from '../pages/sites-page.tsx';
import { StaffPage } from '../pages/staff-page.tsx';
import { StationsPage } from '../pages/stations-page.tsx';

export type AreaName =
  'now' | 'stations' | 'figures' | 'bookings' | 'sites' | 'staff' | 'settings' | 'records' | 'audit';

export type Area = {
  readonly name: AreaName;
  readonly roles: readonly Role[];
  readonly Page: ComponentType;
};

/** The areas, in the order of the navigation, and who sees them; the calls check the role themselves. */
export const AREAS: readonly Area[] = [
  { name: 'now', roles: ['head'], Page: NowPage },
  { name: 'bookings', roles: ['scheduler', 'head'], Page: BookingsPage },
  { name: 'sites', roles: ['scheduler', 'head'], Page: SitesPage },
  { name: 'stations', roles: ['it', 'head'], Page: StationsPage },
  { name: 'figures', roles: ['head'], Page: FiguresPage },
  { name: 'staff', roles: ['it', 'head'], Page: StaffPage },
  { name: 'settings', roles: ['it', 'head'], Page: SettingsPage },
  { name: 'records', roles: ['head'], Page: RecordsPage },
  { name: 'audit', roles: ['it', 'head'], Page: AuditPage },
];
