import type { ComponentType } from 'react';
import type { IconName } from '../../renderer/components/icon.tsx';
import type { Role } from '../api/calls.ts';
import { AuditPage } from '../pages/audit-page.tsx';
import { BookingsPage } from '../pages/bookings-page.tsx';
import { SettingsPage } from '../pages/settings-page.tsx';
import { SitesPage } from '../pages/sites-page.tsx';
import { StaffPage } from '../pages/staff-page.tsx';

export type AreaName = 'bookings' | 'sites' | 'staff' | 'settings' | 'audit';

export type Area = {
  readonly name: AreaName;
  readonly roles: readonly Role[];
  readonly icon: IconName;
  readonly Page: ComponentType;
};

/** The areas, in the order of the navigation, and who sees them; the calls check the role themselves. */
export const AREAS: readonly Area[] = [
  { name: 'bookings', roles: ['scheduler', 'head'], icon: 'calendar', Page: BookingsPage },
  { name: 'sites', roles: ['scheduler', 'head'], icon: 'place', Page: SitesPage },
  { name: 'staff', roles: ['it', 'head'], icon: 'person', Page: StaffPage },
  { name: 'settings', roles: ['it', 'head'], icon: 'check', Page: SettingsPage },
  { name: 'audit', roles: ['it', 'head'], icon: 'list', Page: AuditPage },
];
