import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCalendarDate } from '../../shared/language/format.ts';
import { monthOf, wallClock } from '../../shared/schedule/local-time.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { Alert, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { TextInput } from '../components/field.tsx';
import { announce } from '../components/live.tsx';
import { useCall, useDraft, useStaff, useStaffState } from '../store.ts';
import { AmendDialog } from './amend-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { SheetTable } from './sheet-table.tsx';

interface Sheet {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly TrackingRow[];
}
type Opened = { readonly what: 'details' | 'amend'; readonly row: TrackingRow } | null;

interface PeriodSheetProps {
  readonly mayAmend: boolean;
  readonly mayExport: boolean;
}

/** The sheet of a period (R53): this month's at first, on the screen and as a file. */
export function PeriodSheet({ mayAmend, mayExport }: PeriodSheetProps) {
  const { t } = useTranslation();
  const { station, waiting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const today = wallClock(station.now, station.zone)?.date ?? '';
  const [period, setPeriod] = useDraft('tracking-period', monthOf(today));
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [file, setFile] = useState<{ readonly file: string; readonly rows: number } | null>(null);
  const [tried, setTried] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const error = periodError(period);

  const load = async (from: string, to: string) => {
    const answer = await call('tracking.sheet', { from, to });
    if (answer === null || !answer.ok) return;
    setSheet({ from, to, rows: answer.value.rows });
    announce(sheetCount(answer.value.rows.length));
  };
  const sheetCount = (count: number) =>
    count === 0 ? t('tracking.sheet.empty') : t('tracking.sheet.count', { count });
  const show = () => {
    setTried(true);
    setFile(null);
    if (error === null) void load(period.from, period.to);
  };
  const exportFile = async () => {
    setTried(true);
    if (error !== null) return;
    const answer = await call('tracking.export', { from: period.from, to: period.to });
    if (answer === null || !answer.ok) return;
    setFile(answer.value);
    announce(t('tracking.sheet.exported', { count: answer.value.rows }));
  };
  // At first, and whenever an entry has left the queue; the dates are read when asked for, not as they are typed.
  const waitingCount = waiting.length;
  useEffect(() => {
    if (periodError(period) === null) void load(period.from, period.to);
  }, [waitingCount]);

  return (
    <section className="stack" aria-labelledby="sheet-title">
      <h2 id="sheet-title">{t('tracking.sheet.title')}</h2>
      <form
        className="period-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          show();
        }}
      >
        <TextInput
          id="sheet-from"
          kind="date"
          width="short"
          label={t('tracking.sheet.from')}
          value={period.from}
          test="sheet-from"
          error={tried && error !== null ? t(`tracking.error.${error}`) : null}
          onChange={(from) => setPeriod({ from })}
        />
        <TextInput
          id="sheet-to"
          kind="date"
          width="short"
          label={t('tracking.sheet.to')}
          value={period.to}
          test="sheet-to"
          onChange={(to) => setPeriod({ to })}
        />
        <Button type="submit" variant="primary" busy={busy === 'tracking.sheet'} test="sheet-show">
          {t('tracking.sheet.show')}
        </Button>
        {mayExport && (
          <Button busy={busy === 'tracking.export'} test="sheet-export" onPress={() => void exportFile()}>
            {t('tracking.sheet.export')}
          </Button>
        )}
        <p className="period-hint small soft">{t('tracking.sheet.hint')}</p>
      </form>
      <RefusalNotice calls={['tracking.sheet', 'tracking.export']} />
      {file !== null && (
        <Alert
          tone="success"
          test="sheet-exported"
          title={t('tracking.sheet.exported', { count: file.rows })}
        >
          <code className="file-path">{file.file}</code>
        </Alert>
      )}
      {sheet === null ? (
        busy === 'tracking.sheet' && <p role="status">{t('tracking.sheet.loading')}</p>
      ) : (
        <SheetView
          sheet={sheet}
          count={sheetCount(sheet.rows.length)}
          mayAmend={mayAmend}
          onOpen={setOpened}
        />
      )}
      {opened?.what === 'details' && <DetailsDialog row={opened.row} onClose={() => setOpened(null)} />}
      {opened?.what === 'amend' && (
        <AmendDialog
          row={opened.row}
          onClose={() => setOpened(null)}
          onSaved={() => {
            setOpened(null);
            if (sheet !== null) void load(sheet.from, sheet.to);
          }}
        />
      )}
    </section>
  );
}

function SheetView(props: {
  readonly sheet: Sheet;
  readonly count: string;
  readonly mayAmend: boolean;
  readonly onOpen: (opened: Opened) => void;
}) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const { sheet, count, mayAmend, onOpen } = props;
  return (
    <>
      <p data-test="sheet-count">{count}</p>
      {sheet.rows.length > 0 && (
        <SheetTable
          rows={sheet.rows}
          caption={t('tracking.sheet.caption', {
            from: formatCalendarDate(sheet.from, language),
            to: formatCalendarDate(sheet.to, language),
          })}
          onDetails={(row) => onOpen({ what: 'details', row })}
          onAmend={mayAmend ? (row) => onOpen({ what: 'amend', row }) : null}
        />
      )}
    </>
  );
}

/** What is wrong with a period, as a key under `tracking.error`; null when nothing is. */
function periodError(period: { readonly from: string; readonly to: string }): 'dates' | 'period' | null {
  if (period.from === '' || period.to === '') return 'dates';
  return period.from > period.to ? 'period' : null;
}
