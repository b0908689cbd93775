import { useTranslation } from 'react-i18next';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { Dialog } from '../components/dialog.tsx';
import { Facts } from '../components/status.tsx';
import { useStaff } from '../store.ts';
import { SCREEN_COLUMNS, screenCells } from './screen-cells.ts';

/** One row, every field below the other. */
export function DetailsDialog({ row, onClose }: { readonly row: TrackingRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const cells = screenCells(row, language);
  return (
    <Dialog size="wide" title={row.inmateName} onClose={onClose}>
      <Facts
        columns={2}
        rows={SCREEN_COLUMNS.map((column) => [
          t(`tracking.column.${column}`),
          cells[column] === '' ? t('tracking.sheet.nothing') : cells[column],
        ])}
      />
    </Dialog>
  );
}
