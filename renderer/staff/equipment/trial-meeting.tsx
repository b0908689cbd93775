import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { LanguageToggle, PageHeader } from '../../components/page.tsx';
import { useCall, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { MeetingFrame } from '../session/meeting-frame.tsx';
import { WaitingBirds } from '../session/waiting-picture.tsx';
import styles from '../session/session.module.css';

/** A meeting in which nobody is expected, in the place and the view of a visit's, and the way to close it. */
export function TrialMeeting() {
  const { t } = useWording();
  const { meeting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'trial.close-meeting');
  const failed = meeting.state === 'failed' || meeting.state === 'ended';
  return (
    <div className={styles['meeting-screen']}>
      <MeetingFrame active>
        <WaitingBirds />
        <p>{t(`meeting.place.${meeting.state}`)}</p>
      </MeetingFrame>
      <section className={styles['staff-column']} aria-label={t('session.column')} data-test="trial-meeting">
        <div className="row row-between">
          <span />
          <LanguageToggle onChoose={(language) => void call('language.set', { language })} />
        </div>
        <PageHeader title={t('trial.meetingTitle')} />
        <RefusalNotice />
        <p>{t('trial.meetingWatch')}</p>
        {failed && (
          <Alert tone="warning" live="status" test="trial-meeting-failed">
            {t(`meeting.place.${meeting.state}`)}
          </Alert>
        )}
        <div className={styles['column-actions']}>
          <Button
            variant="primary"
            size="large"
            wide
            busy={busy}
            test="trial-meeting-close"
            onPress={() => void call('trial.close-meeting', null)}
          >
            {t('trial.closeMeeting')}
          </Button>
        </div>
      </section>
    </div>
  );
}
