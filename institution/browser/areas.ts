import type { ComponentType } from 'react';
import type { IconName } from '../../renderer/components/icon.tsx';
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
  readonly icon: IconName;
  readonly Page: ComponentType;
};

/** The areas, in the order of the navigation, and who sees them; the calls check the role themselves. */
export const AREAS: readonly Area[] = [
  { name: 'now', roles: ['head'], icon: 'clock', Page: NowPage },
  { name: 'bookings', roles: ['scheduler', 'head'], icon: 'calendar', Page: BookingsPage },
  { name: 'sites', roles: ['scheduler', 'head'], icon: 'place', Page: SitesPage },
  { name: 'stations', roles: ['it', 'head'], icon: 'info', Page: StationsPage },
  { name: 'figures', roles: ['head'], icon: 'list', Page: FiguresPage },
  { name: 'staff', roles: ['it', 'head'], icon: 'person', Page: StaffPage },
  { name: 'settings', roles: ['it', 'head'], icon: 'check', Page: SettingsPage },
  { name: 'records', roles: ['head'], icon: 'lock', Page: RecordsPage },
  { name: 'audit', roles: ['it', 'head'], icon: 'list', Page: AuditPage },
];
