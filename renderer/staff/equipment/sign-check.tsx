import type { CheckResult } from '../../../shared/session/entries.ts';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../wording.ts';
import { CheckCard, useRecord } from './check-card.tsx';

/** Whether the bilingual sign hangs at the station (R25). Its absence is recorded and bars nothing. */
export function SignCheck({ result }: { readonly result: CheckResult | undefined }) {
  const { t } = useWording();
  const record = useRecord();
  return (
    <CheckCard check="sign" result={result} required>
      <p className="small">{t('equipment.sign')}</p>
      <div className="row">
        <Button icon="check" test="sign-pass" onPress={() => record('sign', 'pass', '')}>
          {t('common.yes')}
        </Button>
        <Button test="sign-fail" onPress={() => record('sign', 'fail', '')}>
          {t('common.no')}
        </Button>
      </div>
    </CheckCard>
  );
}
