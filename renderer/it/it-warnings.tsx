import { formatBytes, formatDate } from '../../shared/language/format.ts';
import type { ItView } from '../../shared/ipc/it-view.ts';
import { itWarnings, type ItWarning } from '../../shared/it/it-warnings.ts';
import { Alert } from '../components/alert.tsx';
import { useStaff } from '../store.ts';
import { useWording } from '../wording.ts';
import styles from './it.module.css';

/** One sentence per warning, or that everything is well. */
export function ItWarnings({ view }: { readonly view: ItView }) {
  const { t } = useWording();
  const { station } = useStaff();
  const say = useItWarning();
  const warnings = itWarnings(view, station.now, station.sync.code);
  if (warnings.length === 0)
    return (
      <Alert tone="success" test="it-well">
        {t('it.allWell')}
      </Alert>
    );
  return (
    <Alert tone="warning" title={t('it.attention')} test="it-warnings">
      <ul className={styles['plain-list']}>
        {warnings.map((warning, index) => (
          <li key={`${warning.code} ${index}`}>{say(warning)}</li>
        ))}
      </ul>
    </Alert>
  );
}

function useItWarning(): (warning: ItWarning) => string {
  const { t, language } = useWording();
  const { station } = useStaff();
  return (warning) => {
    switch (warning.code) {
      case 'disk':
        return t('it.warn.disk', { free: formatBytes(warning.freeBytes, language) });
      case 'clock':
        return t('it.warn.clock', { seconds: Math.abs(Math.round(warning.offsetMs / 1000)) });
      case 'stepped':
        return t('it.warn.stepped');
      case 'keyFile':
        return t('it.warn.keyFile');
      case 'certificate':
        return t('it.warn.certificate', { code: warning.trouble });
      case 'certificateEnds':
        return t('it.warn.certificateEnds', { date: formatDate(warning.at, station.zone, language) });
      case 'feed':
        return t('it.warn.feed', { feed: t(`it.feed.${warning.feed}`) });
      case 'incident':
        return t('it.warn.incident', { code: warning.incident });
      case 'network':
        return t(`it.network.${warning.fault}`);
      case 'trouble': {
        const part = warning.part === 'headset' ? 'headset' : 'input-devices';
        return t('it.warn.trouble', { part: t(`it.part.${part}`), code: warning.trouble });
      }
    }
  };
}
