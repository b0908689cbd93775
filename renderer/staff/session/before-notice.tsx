import { Icon } from '../../components/icon.tsx';
import { Card } from '../../components/status.tsx';
import { useWording } from '../../wording.ts';
import { NeedsHelp } from '../needs.tsx';
import styles from './session.module.css';

/** What staff do before and while the notice covers the screen (R20, R21, R36). */
export function BeforeNotice({ needs }: { readonly needs: readonly string[] }) {
  const { t } = useWording();
  return (
    <Card title={t('notice.before')} tone="tint" test="before-notice">
      <ol className={styles['numbered']}>
        <li>{t('notice.introSeat')}</li>
        <li>
          <Icon name="headset" size="large" />
          {t('notice.introButton')}
        </li>
        <li>{t('notice.introRead')}</li>
        <li>{t('notice.introBoth')}</li>
        <NeedsHelp needs={needs} />
      </ol>
    </Card>
  );
}
