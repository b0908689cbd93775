import { useState } from 'react';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import { NewPin, pinErrors } from './new-pin.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import styles from './institution.module.css';

const CODE = 'first-pin-code';

/** A person sets their own PIN with the one-time code that an administrator gave them. */
export function FirstPin({ onBack }: { readonly onBack: () => void }) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [code, setCode] = useState('');
  const [pin, setPin] = useState({ pin: '', again: '' });
  const [done, setDone] = useState(false);
  const form = useErrors([
    ...(code.trim() === '' ? [{ id: CODE, text: t('institution.pin.codeMissing') }] : []),
    ...pinErrors(pin, t),
  ]);
  const submit = async () => {
    if (!form.check()) return;
    if ((await call('staff.set-pin', { code, pin: pin.pin })) !== null) setDone(true);
  };
  return (
    <form
      className={styles['start']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="stack stack-loose">
        <PageHeader title={t('institution.pin.title')} lead={t('institution.pin.lead')} />
        {done ? (
          <Alert tone="success" live="status" test="first-pin-done">
            {t('institution.pin.done')}
          </Alert>
        ) : (
          <>
            <ErrorSummary errors={form.errors} />
            <RefusalAlert refusal={refusal} />
            <Card>
              <div className="stack">
                <TextInput
                  id={CODE}
                  label={t('institution.pin.code')}
                  required
                  maxLength={60}
                  value={code}
                  error={form.errorOf(CODE)}
                  onChange={setCode}
                  test="first-pin-code"
                />
                <NewPin value={pin} onChange={setPin} errorOf={form.errorOf} />
              </div>
            </Card>
          </>
        )}
        <div className="row">
          {!done && (
            <Button type="submit" variant="primary" busy={busy !== null} test="first-pin-submit">
              {t('institution.pin.submit')}
            </Button>
          )}
          <Button test="first-pin-back" onPress={onBack}>
            {t('institution.pin.back')}
          </Button>
        </div>
      </div>
    </form>
  );
}
