import { useTranslation } from 'react-i18next';
import type { ChangedCell } from './screen-cells.ts';
import styles from './tracking.module.css';

/** The changed columns: the former value beside the new one. */
export function ChangesTable(props: { readonly changes: readonly ChangedCell[]; readonly test?: string }) {
  const { t } = useTranslation();
  const orNothing = (text: string) => (text === '' ? t('tracking.sheet.nothing') : text);
  return (
    <table className={styles['changes-table']} data-test={props.test}>
      <thead>
        <tr>
          <th scope="col">{t('tracking.amend.field')}</th>
          <th scope="col">{t('tracking.amend.former')}</th>
          <th scope="col">{t('tracking.amend.new')}</th>
        </tr>
      </thead>
      <tbody>
        {props.changes.map(({ column, former, now }) => (
          <tr key={column}>
            <th scope="row">{t(`tracking.column.${column}`)}</th>
            <td>{orNothing(former)}</td>
            <td>{orNothing(now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
