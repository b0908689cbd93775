import { useState } from 'react';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { FormEnd, PageHeader } from '../../components/page.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { EquipmentCheck } from '../equipment/equipment-check.tsx';
import { BeforeNotice } from './before-notice.tsx';
import { EndWithoutVisit } from './end-without-visit.tsx';
import styles from './session.module.css';

/** Prepares staff for the notice before it covers the screen (R20, R21). */
export function NoticeIntroduction({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.show-notice');
  const [back, setBack] = useState(false);
  if (back) return <EquipmentCheck snapshot={snapshot} onDone={() => setBack(false)} />;
  return (
    <div className={styles['narrow']}>
      <PageHeader passing title={t('notice.introTitle')} lead={t('notice.introLead')} />
      <RefusalNotice />
      <BeforeNotice needs={snapshot.session.booking.needs ?? []} />
      <FormEnd apart>
        <div className="row">
          <Button variant="quiet" test="back-to-settings" onPress={() => setBack(true)}>
            {t('notice.backToSettings')}
          </Button>
          <EndWithoutVisit session={snapshot.session.id} />
        </div>
        <Button
          variant="primary"
          size="large"
          icon="arrow"
          busy={busy}
          test="show-notice"
          onPress={() => void call('session.show-notice', null)}
        >
          {t('notice.show')}
        </Button>
      </FormEnd>
    </div>
  );
}
