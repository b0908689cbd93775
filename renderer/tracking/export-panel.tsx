import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportFormat } from '../../shared/ipc/schema.ts';
import { Alert } from '../components/alert.tsx';
import { FilePath, ProgressBar } from '../components/status.tsx';
import { Button } from '../components/button.tsx';
import { announce } from '../components/live.tsx';
import { useCall, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { classes } from '../components/classes.ts';
import styles from './tracking.module.css';

interface Written {
  readonly files: readonly string[];
  readonly rows: number;
}

const FORMATS: readonly ExportFormat[] = ['csv', 'xlsx', 'pdf'];

/** Writes the period on the screen to a file (R53). */
export function ExportPanel({ period }: { readonly period: { readonly from: string; readonly to: string } }) {
  const { t } = useTranslation();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.export');
  const [written, setWritten] = useState<Written | null>(null);
  const [asked, setAsked] = useState<ExportFormat | null>(null);
  const write = async (format: ExportFormat) => {
    setAsked(format);
    setWritten(null);
    const answer = await call('tracking.export', { from: period.from, to: period.to, format });
    if (answer === null || !answer.ok) return;
    setWritten(answer.value);
    announce(t('tracking.sheet.exported', { count: answer.value.rows }));
  };
  return (
    <>
      <div className="row">
        {FORMATS.map((format) => (
          <Button
            key={format}
            busy={busy && asked === format}
            test={`sheet-export-${format}`}
            onPress={() => {
              if (!busy) void write(format);
            }}
          >
            {t(`tracking.export.${format}`)}
          </Button>
        ))}
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
    </>
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
