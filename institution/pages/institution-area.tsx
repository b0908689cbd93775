import { useState } from 'react';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { classes } from '../../renderer/components/classes.ts';
import { Button } from '../../renderer/components/button.tsx';
import { useWording } from '../../renderer/wording.ts';
import { AuditPage } from './audit-page.tsx';
import { BookingsPage } from './bookings-page.tsx';
import { CopiesPage } from './copies-page.tsx';
import { RecordsPage } from './records-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { SitesPage } from './sites-page.tsx';
import { StaffPage } from './staff-page.tsx';
import styles from './institution.module.css';

/** The areas of the institution, and who sees them; the calls check the role themselves. */
const AREAS = [
  { name: 'bookings', roles: ['scheduler', 'head'], Page: BookingsPage },
  { name: 'sites', roles: ['scheduler', 'head'], Page: SitesPage },
  { name: 'staff', roles: ['it', 'head'], Page: StaffPage },
  { name: 'settings', roles: ['it', 'head'], Page: SettingsPage },
  { name: 'records', roles: ['head'], Page: RecordsPage },
  { name: 'copies', roles: ['it', 'head'], Page: CopiesPage },
  { name: 'audit', roles: ['it', 'head'], Page: AuditPage },
] as const satisfies readonly { readonly roles: readonly StaffRole[]; readonly [key: string]: unknown }[];

/** What the institution in this station keeps (R64): bookings, sites, staff, copies, audit. */
export function InstitutionArea({ roles }: { readonly roles: readonly StaffRole[] }) {
  const { t } = useWording();
  const areas = AREAS.filter((area) => area.roles.some((role) => roles.includes(role)));
  const [chosen, setChosen] = useState<(typeof AREAS)[number]['name'] | null>(null);
  const shown = areas.find(({ name }) => name === chosen) ?? areas[0];
  if (shown === undefined) return null;
  return (
    <div className="page stack stack-loose">
      <nav aria-label={t('institution.areas')}>
        <ul className={styles['tabs']}>
          {areas.map(({ name }) => (
            <li key={name}>
              <Button
                size="small"
                pressed={name === shown.name}
                test={`institution-${name}`}
                onPress={() => setChosen(name)}
              >
                {t(`institution.area.${name}`)}
              </Button>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes('stack', 'stack-loose')} key={shown.name}>
        <shown.Page />
      </div>
    </div>
  );
}
