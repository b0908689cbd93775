import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { EndWithoutVisit } from './end-without-visit.tsx';
import styles from './session.module.css';

/** Before the meeting is opened. */
export function ConnectPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.connect');
  return (
    <>
      <PageHeader passing title={t('connect.title')} />
      <RefusalNotice />
      <p>{t('connect.lead', { site: snapshot.session.site?.name[language] ?? '' })}</p>
      <p className="soft">{t('connect.webex')}</p>
      {snapshot.meetingPassword !== null && (
        <p data-test="meeting-password">{t('connect.password', { password: snapshot.meetingPassword })}</p>
      )}
      <div className={styles['column-actions']}>
        <Button
          variant="primary"
          size="large"
          wide
          icon="arrow"
          busy={busy}
          test="connect"
          onPress={() => void call('session.connect', null)}
        >
          {t('connect.submit')}
        </Button>
        <EndWithoutVisit session={snapshot.session.id} />
      </div>
    </>
  );
}
