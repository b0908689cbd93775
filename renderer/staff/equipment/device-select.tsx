import type { MediaDevice } from '../../../shared/hardware/attached.ts';
import { Select } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { useWording } from '../../wording.ts';
import styles from './equipment.module.css';

/** Chooses among the devices of a kind. */
export function DeviceSelect(props: {
  readonly devices: readonly MediaDevice[];
  readonly chosen: string | null;
  readonly onChoose: (deviceId: string) => void;
  readonly label: string;
  readonly test: string;
}) {
  const { t } = useWording();
  const { devices, chosen, onChoose, label, test } = props;
  if (devices.length === 0) {
    return (
      <p className={styles['check-device']}>
        <Icon name="warning" /> {t('equipment.noDevice')}
      </p>
    );
  }
  return (
    <Select
      label={label}
      value={chosen ?? ''}
      onChange={onChoose}
      options={devices.map((device, index) => ({
        value: device.deviceId,
        label: device.label === '' ? t('equipment.unnamed', { number: index + 1 }) : device.label,
      }))}
      test={test}
    />
  );
}
