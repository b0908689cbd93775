import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCalendarDate } from '../../shared/language/format.ts';
import { monthOf, wallClock } from '../../shared/schedule/local-time.ts';
import { RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { announce } from '../components/live.tsx';
import { useDraft, useStaff, useStaffState } from '../store.ts';
import { AmendDialog } from './amend-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FiguresDialog } from './figures-dialog.tsx';
import { periodError, PeriodForm } from './period-form.tsx';
import { SheetTable, type OpenedRow } from './sheet-table.tsx';
import { ROWS_A_PAGE, usePeriodSheet, type Sheet } from './use-period-sheet.ts';

interface PeriodSheetProps {
  readonly mayAmend: boolean;
  readonly mayExport: boolean;
}

type Opened = OpenedRow | { readonly what: 'figures' | 'export' };

/** The sheet of a period (R53), at first of this month; its figures and its files open from one toolbar. */
export function PeriodSheet({ mayAmend, mayExport }: PeriodSheetProps) {
  const { t } = useTranslation();
  const { station } = useStaff();
  const busy = useStaffState((state) => state.busy === 'tracking.sheet');
  const refused = useStaffState((state) => state.refusal?.call === 'tracking.sheet');
  const today = wallClock(station.now, station.zone)?.date ?? '';
  const [period, setPeriod] = useDraft('tracking-period', monthOf(today));
  const { sheet, show, turnTo } = usePeriodSheet(periodError(period) === null ? period : monthOf(today));
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const count =
    sheet === null
      ? ''
      : sheet.total === 0
        ? t('tracking.sheet.empty')
        : t('tracking.sheet.count', { count: sheet.total });
  useEffect(() => {
    if (count !== '') announce(count);
  }, [sheet, count]);

  return (
    <section className="stack" aria-labelledby="sheet-title">
      <h2 id="sheet-title">{t('tracking.sheet.title')}</h2>
      <PeriodForm
        today={today}
        period={period}
        busy={busy}
        onChange={setPeriod}
        onShow={({ from, to }) => show(from, to)}
      />
      <RefusalNotice calls={['tracking.sheet']} />
      <div className="row">
        <p data-test={sheet === null ? 'sheet-loading' : 'sheet-count'}>
          {sheet === null && !refused ? t('tracking.sheet.loading') : count}
        </p>
        <Button disabled={sheet === null} test="figures-show" onPress={() => setOpened({ what: 'figures' })}>
          {t('figures.show')}
        </Button>
        {mayExport && (
          <Button disabled={sheet === null} test="export-open" onPress={() => setOpened({ what: 'export' })}>
            {t('tracking.export.open')}
          </Button>
        )}
      </div>
      <SheetView sheet={sheet ?? NOT_YET} mayAmend={mayAmend} onOpen={setOpened} />
      {sheet !== null && <Pages sheet={sheet} onTurn={turnTo} />}
      {opened?.what === 'figures' && sheet !== null && <FiguresDialog period={sheet} onClose={close} />}
      {opened?.what === 'export' && sheet !== null && <ExportDialog period={sheet} onClose={close} />}
      {opened?.what === 'details' && <DetailsDialog row={opened.row} onClose={close} />}
      {opened?.what === 'amend' && (
        <AmendDialog
          row={opened.row}
          onClose={close}
          onSaved={() => {
            close();
            if (sheet !== null) show(sheet.from, sheet.to);
          }}
        />
      )}
    </section>
  );
}

/** Shows the headings before the rows have arrived. */
const NOT_YET: Sheet = { from: '', to: '', rows: [], offset: 0, total: 0 };

function SheetView(props: {
  readonly sheet: Sheet;
  readonly mayAmend: boolean;
  readonly onOpen: (opened: OpenedRow) => void;
}) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const { sheet, mayAmend, onOpen } = props;
  return (
    <SheetTable
      rows={sheet.rows}
      offset={sheet.offset}
      total={sheet.total}
      caption={t('tracking.sheet.caption', {
        from: formatCalendarDate(sheet.from, language),
        to: formatCalendarDate(sheet.to, language),
      })}
      mayAmend={mayAmend}
      onOpen={onOpen}
    />
  );
}

/** Pages through a long sheet. */
function Pages({ sheet, onTurn }: { readonly sheet: Sheet; readonly onTurn: (offset: number) => void }) {
  const { t } = useTranslation();
  const { offset, total } = sheet;
  if (total <= ROWS_A_PAGE) return null;
  const turn = (to: number) => {
    onTurn(to);
    announce(t('tracking.sheet.page', { from: to + 1, to: Math.min(to + ROWS_A_PAGE, total), total }));
  };
  return (
    <nav className="row" aria-label={t('tracking.sheet.pages')}>
      <Button
        disabled={offset === 0}
        test="sheet-before"
        onPress={() => turn(Math.max(0, offset - ROWS_A_PAGE))}
      >
        {t('tracking.sheet.before')}
      </Button>
      <span data-test="sheet-page">
        {t('tracking.sheet.page', { from: offset + 1, to: Math.min(offset + ROWS_A_PAGE, total), total })}
      </span>
      <Button
        disabled={offset + ROWS_A_PAGE >= total}
        test="sheet-next"
        onPress={() => turn(offset + ROWS_A_PAGE)}
      >
        {t('tracking.sheet.next')}
      </Button>
    </nav>
  );
}
