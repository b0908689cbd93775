import type { PrintedFile } from '../../shared/ipc/snapshot.ts';
import { Alert } from '../components/alert.tsx';
import { FilePath } from '../components/status.tsx';
import { useWording } from '../wording.ts';

/** Where a file to print was written; and that it cannot leave the station, where IT has named no place (R53). */
export function PrintedFileAlert({ printed }: { readonly printed: PrintedFile | null }) {
  const { t } = useWording();
  if (printed === null) return null;
  return (
    <Alert tone="success" live="status" test="printed-file" title={t('printed.written')}>
      <FilePath>{printed.file}</FilePath>
      {printed.destination === 'station' && <p>{t('tracking.export.staysHere')}</p>}
    </Alert>
  );
}
