import { useTranslation } from 'react-i18next';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { PageHeader } from '../components/page.tsx';
import { useDraft, useStaff } from '../store.ts';
import { EntryPage } from './entry-page.tsx';
import { PeriodSheet } from './period-sheet.tsx';
import { Queue } from './queue.tsx';

/** The tracking area: the queue, the entry of one session, the sheet of a period (R52, R53). */
export function TrackingArea() {
  const { t } = useTranslation();
  const { waiting, staff } = useStaff();
  const [{ opened }, open] = useDraft<{ readonly opened: string | null }>('tracking-opened', {
    opened: null,
  });
  const entry = waiting.find(({ session }) => session === opened);
  const roles = staff.signedIn?.roles ?? [];
  const has = (...wanted: readonly StaffRole[]) => wanted.some((role) => roles.includes(role));
  if (entry !== undefined)
    return <EntryPage key={entry.session} waiting={entry} onClose={() => open({ opened: null })} />;
  return (
    <div className="page stack stack-loose">
      <PageHeader title={t('tracking.title')} />
      <Queue mayComplete={has('tracking')} onOpen={(session) => open({ opened: session })} />
      {has('tracking', 'facilitator', 'head') && (
        <PeriodSheet mayAmend={has('tracking')} mayExport={has('tracking', 'head')} />
      )}
    </div>
  );
}
