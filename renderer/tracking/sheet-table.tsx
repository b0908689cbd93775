import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { useStaff } from '../store.ts';
import { SCREEN_COLUMNS, screenCells } from './screen-cells.ts';

interface SheetTableProps {
  readonly rows: readonly TrackingRow[];
  /** How many rows stand before these, and how many there are in all. */
  readonly offset: number;
  readonly total: number;
  readonly caption: string;
  readonly onDetails: (row: TrackingRow) => void;
  /** Null for those who may only look. */
  readonly onAmend: ((row: TrackingRow) => void) | null;
}

const FIRST_ROWS = 8;
/** How a column is set; the others are narrow. */
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
  kind: 'middle',
  site: 'middle',
  institution: 'middle',
  children: 'wide',
  checks: 'widest',
  troubles: 'wide',
  observations: 'wide',
};

/** Every field of R53, a row a session. The headings and the name stay in sight; the keyboard can scroll it. */
export function SheetTable({ rows, offset, total, caption, onDetails, onAmend }: SheetTableProps) {
  const { t } = useTranslation();
  // The first rows are on the screen as soon as an empty sheet would be; the rest follows when there is time.
  const shown = useDeferredValue(rows, rows.slice(0, FIRST_ROWS));
  return (
    <div className="sheet-scroll" role="region" aria-label={t('tracking.sheet.scroll')} tabIndex={0}>
      <table className="sheet-table" aria-rowcount={total + 1}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {SCREEN_COLUMNS.map((column) => (
              <th key={column} scope="col" className={SET[column]}>
                {t(`tracking.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <SheetRow
              key={row.session}
              row={row}
              line={offset + index + 2}
              onDetails={onDetails}
              onAmend={onAmend}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SheetRow({
  row,
  line,
  onDetails,
  onAmend,
}: Pick<SheetTableProps, 'onDetails' | 'onAmend'> & { readonly row: TrackingRow; readonly line: number }) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const cells = screenCells(row, language);
  const [, ...others] = SCREEN_COLUMNS;
  const name = cells.inmateName;
  const when = cells.actualStart === '' ? cells.scheduledStart : cells.actualStart;
  return (
    <tr aria-rowindex={line} data-test={`sheet-row-${row.session}`}>
      <th scope="row">
        <span>{name}</span>
        <span className="row row-tight">
          <button
            type="button"
            className="link-button"
            data-test={`details-${row.session}`}
            aria-label={t('tracking.sheet.detailsOf', { name, when })}
            onClick={() => onDetails(row)}
          >
            {t('common.details')}
          </button>
          {onAmend !== null && (
            <button
              type="button"
              className="link-button"
              data-test={`amend-${row.session}`}
              aria-label={t('tracking.sheet.amendOf', { name, when })}
              onClick={() => onAmend(row)}
            >
              {t('tracking.sheet.amend')}
            </button>
          )}
        </span>
      </th>
      {others.map((column) => (
        <td key={column} className={SET[column]}>
          {cells[column] === '' ? <Nothing /> : cells[column]}
        </td>
      ))}
    </tr>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <>
      <span aria-hidden="true" className="soft">
        –
      </span>
      <span className="visually-hidden">{t('tracking.sheet.nothing')}</span>
    </>
  );
}
