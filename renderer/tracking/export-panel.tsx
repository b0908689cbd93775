import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportFormat } from '../../shared/ipc/schema.ts';
import { Alert } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { announce } from '../components/live.tsx';
import { useCall, useStaffState } from '../store.ts';

interface Written {
  readonly file: string;
  readonly rows: number;
}

const FORMATS: readonly ExportFormat[] = ['csv', 'xlsx', 'pdf'];

/** The period that is on the screen, written to a file of the station (R53). */
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
      {written !== null && (
        <Alert
          tone="success"
          test="sheet-exported"
          title={t('tracking.sheet.exported', { count: written.rows })}
        >
          <code className="file-path">{written.file}</code>
        </Alert>
      )}
    </>
  );
}
