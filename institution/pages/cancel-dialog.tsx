import { useState } from 'react';
import { ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { RadioGroup } from '../../renderer/components/choice.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallInput } from '../api/calls.ts';
import type { Listed } from './booking-editor.tsx';
import { NOBODY_NOTIFIED, NotifiedFields, notifiedList } from './notified-fields.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';

type By = CallInput<'schedule.cancel'>['by'];
const BY: readonly By[] = ['inmate', 'visitor', 'site', 'institution'];
const IDS = { by: 'cancel-by', reason: 'cancel-reason' };

/** Cancels a booking: by whom, why, and who was notified, by what number and when (GL 4 c). */
export function CancelDialog({ listed, onClose }: { readonly listed: Listed; readonly onClose: () => void }) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const { booking, ver } = listed;
  const [sites] = useList(() => call('sites.list', {}), '');
  const site = sites?.sites.find(({ id }) => id === booking.site);
  const [by, setBy] = useState<By | null>(null);
  const [reason, setReason] = useState('');
  const [notified, setNotified] = useState(NOBODY_NOTIFIED);
  const form = useErrors([
    ...(by === null ? [{ id: IDS.by, text: t('institution.cancel.byMissing') }] : []),
    ...(reason.trim() === '' ? [{ id: IDS.reason, text: t('institution.cancel.reasonMissing') }] : []),
  ]);

  const save = async () => {
    if (!form.check() || by === null) return;
    const done = await call('schedule.cancel', {
      which: { id: booking.id, ver },
      by,
      reason: reason.trim(),
      notified: notifiedList(notified),
    });
    if (done !== null) onClose();
  };

  return (
    <Dialog
      title={t('institution.booking.cancel', { name: booking.inmate.name })}
      onClose={onClose}
      footer={
        <>
          <Button test="cancel-back" onPress={onClose}>
            {t('institution.cancel.keep')}
          </Button>
          <Button
            variant="danger"
            busy={busy === 'schedule.cancel'}
            test="cancel-confirm"
            onPress={() => void save()}
          >
            {t('institution.cancel.submit')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <RadioGroup
          id={IDS.by}
          legend={t('institution.cancel.by')}
          required
          inline
          value={by}
          error={form.errorOf(IDS.by)}
          onChange={setBy}
          options={BY.map((value) => ({
            value,
            label: t(`institution.cancel.party.${value}`),
            test: `cancel-by-${value}`,
          }))}
        />
        <TextInput
          id={IDS.reason}
          label={t('institution.cancel.reason')}
          required
          maxLength={1000}
          value={reason}
          error={form.errorOf(IDS.reason)}
          onChange={setReason}
          test="cancel-reason"
        />
        <NotifiedFields value={notified} site={site} onChange={setNotified} />
      </div>
    </Dialog>
  );
}
