import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../shared/tracking/cells.ts';
import type { FieldError } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Fieldset } from '../components/choice.tsx';
import { recordId, type RecordForm } from './record-form.ts';
import styles from './tracking.module.css';

export interface RecordFieldsProps {
  readonly record: RecordForm;
  readonly onChange: (change: Partial<RecordForm>) => void;
  readonly errors: readonly FieldError[];
}

export function errorOf(errors: readonly FieldError[], id: string): string | null {
  return errors.find((error) => error.id === id)?.text ?? null;
}

/** Short controls beside each other. */
export function Beside({ children }: { readonly children: ReactNode }) {
  return <div className={styles['entry-checks']}>{children}</div>;
}

/** A list whose items can be changed, added and removed. */
export function List<T>(props: {
  readonly column: Column;
  readonly items: readonly T[];
  readonly empty: T;
  readonly onChange: (items: readonly T[]) => void;
  readonly children: (item: T, index: number) => ReactNode;
}) {
  const { t } = useTranslation();
  const { column, items, onChange } = props;
  const name = t(`tracking.column.${column}`);
  return (
    <Fieldset legend={name}>
      {items.map((item, index) => (
        <div key={index} className={styles['entry-child']}>
          {props.children(item, index)}
          <Button
            variant="quiet"
            icon="cross"
            test={recordId(column, `${index}-remove`)}
            onPress={() => onChange(items.filter((_, at) => at !== index))}
          >
            {t('tracking.record.remove', { name, number: index + 1 })}
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          test={recordId(column, 'add')}
          onPress={() => onChange([...items, props.empty])}
        >
          {t('tracking.record.add', { name })}
        </Button>
      </div>
    </Fieldset>
  );
}
