import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { FieldError } from '../components/alert.tsx';
import { useDraft } from '../store.ts';
import { errorsOf, formOf, rowOf, type EntryForm } from './entry-form.ts';

/** The key of a row's draft. */
export const draftKey = (row: TrackingRow): string => `tracking:${row.session}:${row.version}`;

interface UseEntryForm {
  readonly form: EntryForm;
  readonly change: (change: Partial<EntryForm>) => void;
  /** Empty until the first attempt to save, then the errors in words. */
  readonly errors: readonly FieldError[];
  /** Returns the row, or null and shows the errors. */
  readonly finish: () => TrackingRow | null;
  /** The row as it would be saved, even if incomplete. */
  readonly preview: TrackingRow;
}

/** A form for a row; its input survives navigation and new snapshots. */
export function useEntryForm(row: TrackingRow): UseEntryForm {
  const { t } = useTranslation();
  const [form, change] = useDraft(draftKey(row), formOf(row));
  const [tried, setTried] = useState(false);
  const found = errorsOf(row, form);
  const preview = rowOf(row, form);
  return {
    form,
    change,
    preview,
    errors: tried
      ? found.map(({ id, code, number, column }) => ({
          id,
          text: t(`tracking.error.${code}`, {
            number,
            field: column === undefined ? '' : t(`tracking.column.${column}`),
          }),
        }))
      : [],
    finish: () => {
      setTried(true);
      return found.length === 0 ? preview : null;
    },
  };
}
