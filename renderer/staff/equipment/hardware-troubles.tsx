import { Alert } from '../../components/alert.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';

/** Hardware that the station cannot see or read, and what IT must do; each kind once. */
export function HardwareTroubles() {
  const { t } = useWording();
  const codes = [...new Set(useStaff().hardware.troubles.map(({ code }) => code))];
  return codes.map((code) => (
    <Alert key={code} tone="warning">
      <span data-test={`hardware-${code}`}>{t(`hardwareTrouble.${code}`)}</span>
    </Alert>
  ));
}
