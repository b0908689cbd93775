import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { FieldError } from '../components/alert.tsx';
import { useDraft } from '../store.ts';
import { errorsOf, formOf, rowOf, type EntryForm } from './entry-form.ts';

/** The drafts of this area, so that saving one forgets it. */
export const draftKey = (row: TrackingRow): string => `tracking:${row.session}:${row.version}`;

interface UseEntryForm {
  readonly form: EntryForm;
  readonly change: (change: Partial<EntryForm>) => void;
  /** Empty until the first try to save; then what is still wrong, worded. */
  readonly errors: readonly FieldError[];
  /** The row as the form has it, or null when something is missing, which is then shown. */
  readonly finish: () => TrackingRow | null;
  /** The row as it would be saved, whatever is still missing. */
  readonly preview: TrackingRow;
}

/** A form over a row; what was typed outlives another screen and a new snapshot. */
export function useEntryForm(row: TrackingRow): UseEntryForm {
  const { t } = useTranslation();
  const [form, change] = useDraft(draftKey(row), formOf(row));
  const [tried, setTried] = useState(false);
  const found = errorsOf(form);
  const preview = rowOf(row, form);
  return {
    form,
    change,
    preview,
    errors: tried
      ? found.map(({ id, code, number }) => ({ id, text: t(`tracking.error.${code}`, { number }) }))
      : [],
    finish: () => {
      setTried(true);
      return found.length === 0 ? preview : null;
    },
  };
}
