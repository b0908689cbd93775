import { useState } from 'react';
import { formatTime, formatWhen } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { RadioGroup } from '../../components/choice.tsx';
import { TextInput } from '../../components/field.tsx';
import { toast } from '../../components/live.tsx';
import { useFocusOnOpen } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaff, useStaffState, useStaffStore } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { Telephones } from '../telephones.tsx';
import styles from './session.module.css';

const CHOICES = [5, 10, 15, 30];
const MINUTE_MS = 60_000;

interface ExtendFormProps {
  readonly snapshot: SessionSnapshot;
  readonly onClose: () => void;
}

/** More time for the visit, offering what was lost, beside the bookings that it may run into (R44). */
export function ExtendForm({ snapshot, onClose }: ExtendFormProps) {
  const { t } = useWording();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.extend');
  const { session, extension } = snapshot;
  const { offeredMinutes, isOfferPartial, maximumMinutes } = extension;
  const key = `extend:${session.id}`;
  const [draft, change] = useDraft<{ readonly minutes: number | null; readonly reason: string }>(key, {
    minutes: null,
    reason: '',
  });
  const [tried, setTried] = useState(false);
  useFocusOnOpen('extend-minutes');
  const choices = CHOICES.filter((minutes) => minutes !== offeredMinutes && minutes <= maximumMinutes);
  const submit = async () => {
    setTried(true);
    const { minutes } = draft;
    if (minutes === null) return;
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
        <NextBookings snapshot={snapshot} minutes={draft.minutes} />
        <RadioGroup
          id="extend-minutes"
          legend={t('extend.minutes')}
          hideLegend
          hint={t('extend.atMost', { count: maximumMinutes })}
          inline
          value={draft.minutes === null ? null : String(draft.minutes)}
          error={tried && draft.minutes === null ? t('extend.minutesMissing') : null}
          onChange={(minutes) => change({ minutes: Number(minutes) })}
          options={[
            ...(offeredMinutes > 0
              ? [
                  {
                    value: String(offeredMinutes),
                    label: t(isOfferPartial ? 'extend.offeredPart' : 'extend.offered', {
                      count: offeredMinutes,
                    }),
                    test: 'extend-offered',
                  },
                ]
              : []),
            ...choices.map((minutes) => ({
              value: String(minutes),
              label: t('common.minutes', { count: minutes }),
              test: `extend-${minutes}`,
            })),
          ]}
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

function NextBookings(props: { readonly snapshot: SessionSnapshot; readonly minutes: number | null }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const { session, extension } = props.snapshot;
  const { nextHereAt, nextAtSiteAt } = extension;
  const when = (at: number) => formatWhen(at, station.now, station.zone, language);
  const endsAt = session.endsAt + (props.minutes ?? 0) * MINUTE_MS;
  const isOverlapping =
    props.minutes !== null && [nextHereAt, nextAtSiteAt].some((at) => at !== null && endsAt > at);
  return (
    <>
      <div className="small" data-test="extend-next">
        {nextHereAt !== null && <p>{t('extend.nextHere', { time: when(nextHereAt) })}</p>}
        {nextAtSiteAt !== null && <p>{t('extend.nextAtSite', { time: when(nextAtSiteAt) })}</p>}
        {nextHereAt === null && nextAtSiteAt === null && <p>{t('extend.noNext')}</p>}
      </div>
      {isOverlapping && (
        <>
          <Alert tone="warning" live="status" test="extend-overlap">
            {t('extend.overlap', { time: formatTime(endsAt, station.zone, language) })}
          </Alert>
          <Telephones />
        </>
      )}
    </>
  );
}
