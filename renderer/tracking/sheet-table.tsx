import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/ipc/snapshot.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { useStaff } from '../store.ts';
import { SCREEN_COLUMNS, screenCells } from './screen-cells.ts';
import { classes } from '../components/classes.ts';
import styles from './tracking.module.css';

interface SheetTableProps {
  readonly rows: readonly TrackingRow[];
  /** How many rows come before these, and how many there are in all. */
  readonly offset: number;
  readonly total: number;
  readonly caption: string;
  readonly mayAmend: boolean;
  readonly onOpen: (opened: OpenedRow) => void;
}

/** A row opened in a dialog. */
export interface OpenedRow {
  readonly what: 'details' | 'amend';
  readonly row: TrackingRow;
}

/** The width and alignment of a column; the others are narrow. */
const SET: Readonly<Partial<Record<Column, 'numeric' | 'middle' | 'wide' | 'widest'>>> = {
  minutes: 'numeric',
  minutesLost: 'numeric',
  version: 'numeric',
  scheduledStart: 'middle',
  scheduledEnd: 'middle',
  actualStart: 'middle',
  actualEnd: 'middle',
  siteScheduledStart: 'middle',
  siteActualStart: 'middle',
  siteListDate: 'middle',
  institutionZone: 'middle',
  siteZone: 'middle',
  majority: 'middle',
  approvedVisitor: 'middle',
  guardianAuthorization: 'wide',
  kind: 'middle',
  site: 'middle',
  institution: 'middle',
  children: 'wide',
  checks: 'widest',
  troubles: 'wide',
  observations: 'wide',
};

/** Every field of R53, one row per session. The headings and the name stay in view; the keyboard can scroll it. */
export function SheetTable({ rows, offset, total, caption, mayAmend, onOpen }: SheetTableProps) {
  const { t } = useTranslation();
  const { language } = useStaff();
  return (
    <div
      className={styles['sheet-scroll']}
      role="region"
      aria-label={t('tracking.sheet.scroll')}
      tabIndex={0}
    >
      <table className={styles['sheet-table']} aria-rowcount={total + 1}>
        <caption className="visually-hidden">{caption}</caption>
        <Headings />
        <tbody>
          {rows.map((row, index) => (
            <SheetRow
              key={row.session}
              row={row}
              line={offset + index + 2}
              language={language}
              mayAmend={mayAmend}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Headings = memo(function Headings() {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {SCREEN_COLUMNS.map((column) => (
          <th key={column} scope="col" className={styles[SET[column] ?? '']}>
            {t(`tracking.column.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
});

interface SheetRowProps extends Pick<SheetTableProps, 'mayAmend' | 'onOpen'> {
  readonly row: TrackingRow;
  readonly line: number;
  readonly language: Language;
}

const SheetRow = memo(function SheetRow({ row, line, language, mayAmend, onOpen }: SheetRowProps) {
  const { t } = useTranslation();
  const cells = screenCells(row, language);
  const [, ...others] = SCREEN_COLUMNS;
  const name = cells.inmateName;
  const when = cells.actualStart === '' ? cells.scheduledStart : cells.actualStart;
  return (
    <tr aria-rowindex={line} data-test={`sheet-row-${row.session}`}>
      <th scope="row">
        <span>{name}</span>
        <span className={classes('row', styles['row-tight'])}>
          <button
            type="button"
            className={styles['link-button']}
            data-test={`details-${row.session}`}
            aria-label={t('tracking.sheet.detailsOf', { name, when })}
            onClick={() => onOpen({ what: 'details', row })}
          >
            {t('common.details')}
          </button>
          {mayAmend && (
            <button
              type="button"
              className={styles['link-button']}
              data-test={`amend-${row.session}`}
              aria-label={t('tracking.sheet.amendOf', { name, when })}
              onClick={() => onOpen({ what: 'amend', row })}
            >
              {t('tracking.sheet.amend')}
            </button>
          )}
        </span>
      </th>
      {others.map((column) => (
        <td key={column} className={styles[SET[column] ?? '']}>
          {cells[column]}
        </td>
      ))}
    </tr>
  );
});
