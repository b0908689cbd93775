import { useState } from 'react';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { RadioGroup } from '../../components/choice.tsx';
import { TextInput } from '../../components/field.tsx';
import { toast } from '../../components/live.tsx';
import { useFocusOnOpen } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaffState, useStaffStore } from '../../store.ts';
import { useWording } from '../../wording.ts';
import styles from './session.module.css';

const CHOICES = ['5', '10', '15', '30'] as const;

/** More time for the visit (R44). */
export function ExtendForm({ session, onClose }: { readonly session: string; readonly onClose: () => void }) {
  const { t } = useWording();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.extend');
  const key = `extend:${session}`;
  const [draft, change] = useDraft<{
    readonly minutes: (typeof CHOICES)[number] | null;
    readonly reason: string;
  }>(key, { minutes: null, reason: '' });
  const [tried, setTried] = useState(false);
  useFocusOnOpen('extend-minutes');
  const submit = async () => {
    setTried(true);
    if (draft.minutes === null) return;
    const minutes = Number(draft.minutes);
    const answer = await call('session.extend', { minutes, reason: draft.reason.trim() });
    if (answer?.ok !== true) return;
    toast((words) => words('extend.done', { count: minutes }));
    clearDrafts(key);
    onClose();
  };
  return (
    <Card title={t('extend.title')} tone="tint" test="extend-form">
      <div className="stack">
        <RefusalNotice calls={['session.extend']} />
        <RadioGroup
          id="extend-minutes"
          legend={t('extend.minutes')}
          hideLegend
          inline
          value={draft.minutes}
          error={tried && draft.minutes === null ? t('extend.minutesMissing') : null}
          onChange={(minutes) => change({ minutes })}
          options={CHOICES.map((minutes) => ({
            value: minutes,
            label: t('common.minutes', { count: Number(minutes) }),
            test: `extend-${minutes}`,
          }))}
        />
        <TextInput
          label={t('extend.reason')}
          maxLength={300}
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          test="extend-reason"
        />
        <div className={styles['form-actions']}>
          <Button test="extend-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="primary"
            icon="plus"
            busy={busy}
            test="extend-confirm"
            onPress={() => void submit()}
          >
            {t('extend.submit')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
