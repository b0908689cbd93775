import { useState } from 'react';
import type { Session } from '../../../shared/session/state.ts';
import { ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Select, TextInput } from '../../components/field.tsx';
import { toast } from '../../components/live.tsx';
import { useFocusOnOpen } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useErrors } from '../../components/use-errors.ts';
import { useCall, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { MINIMUM_PIN } from '../sign-in.tsx';
import styles from './session.module.css';

const STAFF_FIELD = 'relieve-staff';
const PIN_FIELD = 'relieve-pin';

/** Another facilitator takes over the session (R7); absent while the station locks and when there is nobody else. */
export function RelieveForm({ session }: { readonly session: Session }) {
  const { t } = useWording();
  const { staff } = useStaff();
  const [isOpen, setOpen] = useState(false);
  const others = staff.list.filter(
    ({ id, roles }) => id !== staff.signedIn?.id && roles.includes('facilitator'),
  );
  if (session.phase === 'locking' || others.length === 0) return null;
  if (isOpen) return <OpenForm others={others} onClose={() => setOpen(false)} />;
  return (
    <Button variant="quiet" icon="person" test="relieve" onPress={() => setOpen(true)}>
      {t('relieve.open')}
    </Button>
  );
}

function OpenForm(props: {
  readonly others: readonly { readonly id: string; readonly name: string }[];
  readonly onClose: () => void;
}) {
  const { others, onClose } = props;
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'staff.relieve');
  const [id, setId] = useState('');
  // Never in a draft: the station keeps drafts on disk.
  const [pin, setPin] = useState('');
  useFocusOnOpen(STAFF_FIELD);
  const chosen = others.find((other) => other.id === id);
  const { errors, errorOf, check } = useErrors([
    ...(chosen === undefined ? [{ id: STAFF_FIELD, text: t('relieve.staffMissing') }] : []),
    ...(pin.length < MINIMUM_PIN ? [{ id: PIN_FIELD, text: t('signIn.pinShort') }] : []),
  ]);
  const submit = async () => {
    if (!check() || chosen === undefined) return;
    const answer = await call('staff.relieve', { staff: chosen.id, pin });
    setPin('');
    if (answer?.ok !== true) {
      document.getElementById(PIN_FIELD)?.focus();
      return;
    }
    toast((words) => words('relieve.done', { name: chosen.name }));
    onClose();
  };
  return (
    <Card title={t('relieve.title')} tone="tint" test="relieve-form">
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="small">{t('relieve.lead')}</p>
        <ErrorSummary errors={errors} />
        <RefusalNotice calls={['staff.relieve']} />
        <Select
          id={STAFF_FIELD}
          label={t('relieve.staff')}
          value={id}
          options={[
            { value: '', label: t('common.choose') },
            ...others.map((other) => ({ value: other.id, label: other.name })),
          ]}
          error={errorOf(STAFF_FIELD)}
          onChange={setId}
          test="relieve-staff"
        />
        <TextInput
          id={PIN_FIELD}
          label={t('signIn.pin')}
          hint={t('signIn.pinHint')}
          kind="pin"
          value={pin}
          error={errorOf(PIN_FIELD)}
          onChange={setPin}
          test="relieve-pin"
        />
        <div className={styles['form-actions']}>
          <Button test="relieve-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="primary" icon="person" busy={busy} test="relieve-confirm">
            {chosen === undefined ? t('relieve.submit') : t('relieve.submitNamed', { name: chosen.name })}
          </Button>
        </div>
      </form>
    </Card>
  );
}
