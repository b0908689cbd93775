import type { TFunction } from 'i18next';
import type { FieldError } from '../../renderer/components/alert.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { useWording } from '../../renderer/wording.ts';
import styles from './institution.module.css';

export interface PinDraft {
  readonly pin: string;
  readonly again: string;
}

/** Six digits at least (R37). */
const MINIMUM = 6;
const IDS = { pin: 'new-pin', again: 'new-pin-again' };

export function pinErrors({ pin, again }: PinDraft, t: TFunction): readonly FieldError[] {
  if (pin.length < MINIMUM) return [{ id: IDS.pin, text: t('institution.pin.short') }];
  return pin === again ? [] : [{ id: IDS.again, text: t('institution.pin.differs') }];
}

/** A PIN that its owner chooses, typed twice because it is not shown. */
export function NewPin(props: {
  readonly value: PinDraft;
  readonly onChange: (value: PinDraft) => void;
  readonly errorOf: (id: string) => string | null;
}) {
  const { t } = useWording();
  const { value, onChange, errorOf } = props;
  return (
    <div className={styles['columns']}>
      <TextInput
        id={IDS.pin}
        label={t('institution.pin.new')}
        hint={t('signIn.pinHint')}
        kind="pin"
        required
        value={value.pin}
        error={errorOf(IDS.pin)}
        onChange={(pin) => onChange({ ...value, pin })}
        test="new-pin"
      />
      <TextInput
        id={IDS.again}
        label={t('institution.pin.again')}
        hint={t('institution.pin.againHint')}
        kind="pin"
        required
        value={value.again}
        error={errorOf(IDS.again)}
        onChange={(again) => onChange({ ...value, again })}
        test="new-pin-again"
      />
    </div>
  );
}
