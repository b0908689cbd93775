import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import { formatWhen } from '../../shared/language/format.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { RefusalNotice } from '../components/alert.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Facts } from '../components/status.tsx';
import { useCall, useStaff } from '../store.ts';
import { ChangesTable } from './changes-table.tsx';
import { changedCells, SCREEN_COLUMNS, screenCells } from './screen-cells.ts';

/** Every field of a row, then its versions (R52). */
export function DetailsDialog({ row, onClose }: { readonly row: TrackingRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const cells = screenCells(row, language);
  return (
    <Dialog size="wide" title={row.inmateName} onClose={onClose}>
      <div className="stack">
        <Facts
          columns={2}
          rows={SCREEN_COLUMNS.map((column) => [
            t(`tracking.column.${column}`),
            cells[column] === '' ? t('tracking.sheet.nothing') : cells[column],
          ])}
        />
        <History session={row.session} />
      </div>
    </Dialog>
  );
}

function History({ session }: { readonly session: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const [versions, setVersions] = useState<readonly EntryVersion[] | null>(null);
  useEffect(() => {
    let wanted = true;
    void call('tracking.history', { session }).then((answer) => {
      if (wanted && answer?.ok === true) setVersions(answer.value.versions);
    });
    return () => {
      wanted = false;
    };
  }, [call, session]);
  return (
    <section className="stack stack-tight" aria-labelledby="history-title" data-test="entry-history">
      <h3 id="history-title">{t('tracking.history.title')}</h3>
      <RefusalNotice calls={['tracking.history']} />
      {versions === null ? (
        <p role="status">{t('tracking.history.loading')}</p>
      ) : (
        <ol className="stack stack-tight">
          {versions.map((version, index) => (
            <li key={version.row.version}>
              <Version version={version} former={versions[index - 1]?.row ?? null} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Version({
  version,
  former,
}: {
  readonly version: EntryVersion;
  readonly former: TrackingRow | null;
}) {
  const { t } = useTranslation();
  const { language, station } = useStaff();
  const { at, by, reason, row } = version;
  const values = {
    version: row.version,
    name: by,
    when: formatWhen(at, station.now, station.zone, language),
  };
  return (
    <>
      <p className="strong">
        {t(reason === null ? 'tracking.history.completed' : 'tracking.history.amended', values)}
      </p>
      {reason !== null && <p>{t('tracking.pair', { name: t('tracking.history.reason'), value: reason })}</p>}
      {former !== null && <ChangesTable changes={changedCells(former, row, language)} />}
    </>
  );
}
