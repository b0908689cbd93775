import type { CheckResult } from '../../../shared/session/entries.ts';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../wording.ts';
import { useRecord } from './check-card.tsx';
import styles from './equipment.module.css';

/**
 * Whether the bilingual sign hangs at the station (R25): confirming the settings says so, unless staff say that it does
 * not. Its absence is recorded and bars nothing.
 */
export function SignCheck(props: {
  readonly result: CheckResult | undefined;
  /** Confirming also says that her picture is good. */
  readonly withPicture: boolean;
}) {
  const { result, withPicture } = props;
  const { t } = useWording();
  const record = useRecord();
  const isMissing = result?.verdict === 'fail';
  return (
    <div
      className={styles['sign']}
      data-test="check-sign"
      data-verdict={result?.verdict ?? 'todo'}
      role="group"
      aria-label={t('check.sign')}
    >
      <p className="small">
        {isMissing
          ? t('checkHelp.sign')
          : t(withPicture ? 'equipment.impliedPictureAndSign' : 'equipment.impliedSign')}
      </p>
      <Button
        size="small"
        pressed={isMissing}
        test="sign-fail"
        onPress={() => record('sign', isMissing ? 'pass' : 'fail', '')}
      >
        {t('equipment.signMissing')}
      </Button>
    </div>
  );
}
