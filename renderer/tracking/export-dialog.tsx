import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportDestination, ExportsView, ExportView } from '../../shared/ipc/snapshot.ts';
import { formatCalendarDate, formatWhen } from '../../shared/language/format.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/tracking/exports.ts';
import { Alert, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { RadioGroup } from '../components/choice.tsx';
import { Dialog } from '../components/dialog.tsx';
import { announce, toast } from '../components/live.tsx';
import { FilePath, ProgressBar } from '../components/status.tsx';
import { useCall, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { classes } from '../components/classes.ts';
import styles from './tracking.module.css';

interface Period {
  readonly from: string;
  readonly to: string;
}

interface Written {
  readonly files: readonly string[];
  readonly rows: number;
}

/** Writes the period to a file that leaves the kiosk, and lists the files that have not been erased (R53). */
export function ExportDialog({ period, onClose }: { readonly period: Period; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const { exports, reload } = useExports();
  const from = formatCalendarDate(period.from, language);
  const to = formatCalendarDate(period.to, language);
  return (
    <Dialog size="wide" title={t('tracking.export.title', { from, to })} onClose={onClose}>
      <div className="stack">
        <RefusalNotice calls={['tracking.exports', 'tracking.export', 'tracking.erase-export']} />
        {exports !== null && (
          <>
            <ExportForm period={period} exports={exports} onReload={reload} />
            <ExportList exports={exports} onReload={reload} />
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Destinations and files as the station knows them now; asked again after each change, and when staff look again. */
function useExports() {
  const call = useCall();
  const [exports, setExports] = useState<ExportsView | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    void call('tracking.exports', null).then((answer) => {
      if (isCurrent && answer?.ok === true) setExports(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [call, turn]);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  return { exports, reload };
}

interface PartProps {
  readonly exports: ExportsView;
  readonly onReload: () => void;
}

function ExportForm({ period, exports, onReload }: PartProps & { readonly period: Period }) {
  const { t } = useTranslation();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.export');
  const [format, setFormat] = useState<ExportFormat>('pdf');
  const [chosen, setChosen] = useState<string | null>(null);
  const [written, setWritten] = useState<Written | null>(null);
  const { destinations, removableMedia } = exports;
  const destination = destinations.find(({ path }) => path === chosen) ?? destinations[0];
  const write = async (to: ExportDestination) => {
    setWritten(null);
    const answer = await call('tracking.export', {
      from: period.from,
      to: period.to,
      format,
      destination: { kind: to.kind, path: to.path },
    });
    if (answer === null || !answer.ok) return;
    setWritten(answer.value);
    announce(t('tracking.sheet.exported', { count: answer.value.rows }));
    onReload();
  };
  return (
    <div className="stack">
      <RadioGroup
        legend={t('tracking.export.format')}
        inline
        value={format}
        onChange={setFormat}
        options={EXPORT_FORMATS.map((value) => ({
          value,
          label: t(`tracking.export.as.${value}`),
          hint: t(`tracking.export.hint.${value}`),
          test: `export-${value}`,
        }))}
      />
      {destinations.length > 0 && (
        <RadioGroup
          legend={t('tracking.export.destination')}
          value={destination?.path ?? null}
          onChange={setChosen}
          options={destinations.map(({ kind, path }) => ({
            value: path,
            label: t(`tracking.export.to.${kind}`),
            hint: path,
            test: `export-to-${kind}`,
          }))}
        />
      )}
      {destination?.kind === 'station' && <Alert tone="info">{t('tracking.export.staysHere')}</Alert>}
      {removableMedia && (
        <div className="row">
          <p className="soft">{t('tracking.export.plugIn')}</p>
          <Button size="small" test="export-look" onPress={onReload}>
            {t('tracking.export.look')}
          </Button>
        </div>
      )}
      <div>
        <Button
          variant="primary"
          disabled={destination === undefined}
          busy={busy}
          test="export-write"
          onPress={() => {
            if (destination !== undefined) void write(destination);
          }}
        >
          {t('tracking.export.write')}
        </Button>
      </div>
      <ExportProgress />
      {written !== null && (
        <Alert
          tone="success"
          test="sheet-exported"
          title={t('tracking.sheet.exported', { count: written.rows })}
        >
          {written.files.map((file) => (
            <FilePath key={file}>{file}</FilePath>
          ))}
        </Alert>
      )}
    </div>
  );
}

/** The exports that may still be readable, and a way to erase each. */
function ExportList({ exports, onReload }: PartProps) {
  const { t } = useTranslation();
  const { keepDays, exports: list } = exports;
  return (
    <section className="stack stack-tight" aria-labelledby="exports-title">
      <h3 id="exports-title">{t('tracking.export.list')}</h3>
      <p className="soft">{t('tracking.export.kept', { count: keepDays })}</p>
      {list.length === 0 ? (
        <p data-test="exports-none">{t('tracking.export.none')}</p>
      ) : (
        <table className={classes(styles['changes-table'], styles['exports-table'])} data-test="exports">
          <thead>
            <tr>
              <th scope="col">{t('tracking.export.written')}</th>
              <th scope="col">{t('tracking.export.period')}</th>
              <th scope="col">{t('tracking.export.by')}</th>
              <th scope="col">{t('tracking.export.files')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('tracking.export.erase')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <ExportLine key={one.id} one={one} onReload={onReload} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ExportLine({ one, onReload }: { readonly one: ExportView; readonly onReload: () => void }) {
  const { t } = useTranslation();
  const { language, station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.erase-export');
  const when = formatWhen(one.at, station.now, station.zone, language);
  const erase = async () => {
    const answer = await call('tracking.erase-export', { export: one.id });
    if (answer === null || !answer.ok) return;
    toast((words) => words('tracking.export.erased'));
    onReload();
  };
  return (
    <tr data-test={`export-line-${one.id}`}>
      <td>{when}</td>
      <th scope="row">
        {t('tracking.export.span', {
          from: formatCalendarDate(one.from, language),
          to: formatCalendarDate(one.to, language),
        })}
      </th>
      <td>{one.by}</td>
      <td>
        {one.files.map((file) => (
          <FilePath key={file}>{file}</FilePath>
        ))}
      </td>
      <td>
        <Button size="small" busy={busy} test={`export-erase-${one.id}`} onPress={() => void erase()}>
          {t('tracking.export.erase')}
          <span className="visually-hidden"> {when}</span>
        </Button>
      </td>
    </tr>
  );
}

/** The progress of a long export, and a way to cancel it. */
function ExportProgress() {
  const { t } = useTranslation();
  const { exporting } = useStaff();
  const { send } = useStaffStore();
  if (exporting === null || exporting.total === 0) return null;
  const { done, total } = exporting;
  return (
    <div className={classes('row', styles['export-progress'])} data-test="export-progress">
      <ProgressBar label={t('tracking.export.progress', { done, total })} value={done} max={total} />
      <span>{t('tracking.export.progress', { done, total })}</span>
      <Button size="small" test="export-cancel" onPress={() => send('tracking.cancel-export', null)}>
        {t('tracking.export.cancel')}
      </Button>
    </div>
  );
}
