import { useTranslation } from 'react-i18next';
import type { WaitingView } from '../../shared/ipc/snapshot.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import { ErrorSummary, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { toast } from '../components/live.tsx';
import { FormEnd, PageHeader } from '../components/page.tsx';
import { Card, Facts } from '../components/status.tsx';
import { useCall, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { EntryFields } from './entry-fields.tsx';
import { formatInstant, screenCells } from './screen-cells.ts';
import { draftKey, useEntryForm } from './use-entry-form.ts';
import { classes } from '../components/classes.ts';
import styles from './tracking.module.css';

/** What the station recorded itself; shown, not asked. */
const RECORDED: readonly Column[] = [
  'kind',
  'outcome',
  'outcomeBy',
  'scheduledStart',
  'actualStart',
  'actualEnd',
  'minutes',
  'site',
  'siteListDate',
  'inmateFps',
  'facilitator',
  'supervision',
  'noticeVersion',
  'checks',
];

/** Completes the entry of one session (R52): check, correct, save. */
export function EntryPage({
  waiting,
  onClose,
}: {
  readonly waiting: WaitingView;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { staff, language } = useStaff();
  const { clearDrafts } = useStaffStore();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.complete');
  const { proposed, inmateName, note } = waiting;
  const { form, change, errors, finish } = useEntryForm(proposed);
  const cells = screenCells(proposed, language);

  const save = async () => {
    const row = finish();
    if (row === null) return;
    const answer = await call('tracking.complete', {
      row: { ...row, completedBy: staff.signedIn?.name ?? '' },
    });
    if (answer === null || !answer.ok) return;
    clearDrafts(draftKey(proposed));
    toast((words) => words('tracking.entry.saved', { name: inmateName }));
    onClose();
  };

  return (
    <form
      className={classes('page stack', styles['tracking-entry'])}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PageHeader
        kicker={t('tracking.entry.title')}
        title={`${inmateName}, ${formatInstant(proposed.scheduledStart, proposed.institutionZone, language)}`}
        lead={t('tracking.entry.intro')}
        aside={
          <Button variant="quiet" test="tracking-back" onPress={onClose}>
            {t('tracking.entry.cancel')}
          </Button>
        }
      />
      <ErrorSummary errors={errors} />
      <Card title={t('tracking.entry.known')} tone="tint">
        <Facts
          columns={2}
          rows={RECORDED.filter((column) => cells[column] !== '').map((column) => [
            t(`tracking.column.${column}`),
            cells[column],
          ])}
        />
      </Card>
      {note !== '' && (
        <Card title={t('tracking.queue.note')} tone="tint">
          <p>{note}</p>
        </Card>
      )}
      <EntryFields level={2} form={form} onChange={change} errors={errors} />
      <RefusalNotice calls={['tracking.complete']} />
      <FormEnd>
        <Button type="submit" variant="primary" size="large" busy={busy} test="tracking-complete">
          {t('tracking.entry.complete')}
        </Button>
        <Button onPress={onClose}>{t('tracking.entry.cancel')}</Button>
      </FormEnd>
    </form>
  );
}
