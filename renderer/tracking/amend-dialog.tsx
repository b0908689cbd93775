import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { ErrorSummary, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextArea } from '../components/field.tsx';
import { toast } from '../components/live.tsx';
import { Card } from '../components/status.tsx';
import { useCall, useDraft, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { EntryFields } from './entry-fields.tsx';
import { ChangesTable } from './changes-table.tsx';
import { changedCells } from './screen-cells.ts';
import { draftKey, useEntryForm } from './use-entry-form.ts';

const REASON_ID = 'amend-reason';

interface AmendDialogProps {
  readonly row: TrackingRow;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Amends an entry of the sheet (R52): the former value stays beside the new one, with the reason. */
export function AmendDialog({ row, onClose, onSaved }: AmendDialogProps) {
  const { t } = useTranslation();
  const { staff, language } = useStaff();
  const { clearDrafts } = useStaffStore();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.amend');
  const { form, change, errors, finish, preview } = useEntryForm(row);
  const [{ reason }, setReason] = useDraft(`${draftKey(row)}:reason`, { reason: '' });
  const [tried, setTried] = useState(false);
  const reasonError = tried && reason.trim() === '' ? t('tracking.error.reason') : null;
  const changes = changedCells(row, preview, language);

  const save = async () => {
    setTried(true);
    const amended = finish();
    if (amended === null || reason.trim() === '') return;
    const answer = await call('tracking.amend', {
      row: { ...amended, version: row.version + 1, completedBy: staff.signedIn?.name ?? '' },
      reason: reason.trim(),
    });
    if (answer === null || !answer.ok) return;
    clearDrafts(draftKey(row));
    toast((words) => words('tracking.amend.saved', { version: row.version + 1 }));
    onSaved();
  };

  return (
    <Dialog
      size="wide"
      title={`${t('tracking.amend.title')} – ${row.inmateName}`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} test="amend-save" onPress={() => void save()}>
            {t('tracking.amend.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <ErrorSummary
          errors={reasonError === null ? errors : [...errors, { id: REASON_ID, text: reasonError }]}
        />
        <p>{t('tracking.amend.intro')}</p>
        <EntryFields level={3} form={form} onChange={change} errors={errors} />
        <Card title={t('tracking.amend.changes')} level={3} tone="tint">
          {changes.length === 0 ? (
            <p className="soft">{t('tracking.amend.none')}</p>
          ) : (
            <ChangesTable changes={changes} test="amend-changes" />
          )}
        </Card>
        <TextArea
          id={REASON_ID}
          label={t('tracking.amend.reason')}
          required
          rows={2}
          maxLength={500}
          value={reason}
          error={reasonError}
          test="amend-reason"
          onChange={(text) => setReason({ reason: text })}
        />
        <RefusalNotice calls={['tracking.amend']} />
      </div>
    </Dialog>
  );
}
