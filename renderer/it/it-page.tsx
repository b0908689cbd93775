import { useEffect, useState } from 'react';
import { PRINTED_DOCUMENTS, type PrintedDocument } from '../../shared/notice/printed.ts';
import type { ItView } from '../../shared/ipc/it-view.ts';
import { Alert, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { announce } from '../components/live.tsx';
import { PageHeader } from '../components/page.tsx';
import { Card, FilePath } from '../components/status.tsx';
import { useCall, useStaff, useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';
import { DeviceCard, KeyCard, LockCard, MachineCard, RecordCard, ServerCard } from './it-cards.tsx';
import { ItWarnings } from './it-warnings.tsx';
import styles from './it.module.css';

/** The state of the station for IT: warnings first, then everything that IT asks for by telephone. */
export function ItPage({ onBack }: { readonly onBack?: () => void }) {
  const { t } = useWording();
  const call = useCall();
  const [view, setView] = useState<ItView | null>(null);
  const busy = useStaffState((state) => state.busy === 'it.view');
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    void call('it.view', null).then((answer) => {
      if (!wanted || answer?.ok !== true) return;
      setView(answer.value);
      if (turn > 0) announce(t('it.refreshed'));
    });
    return () => {
      wanted = false;
    };
  }, [call, turn, t]);
  return (
    <div className="page stack" data-test="it-page">
      <PageHeader
        title={t('it.title')}
        lead={t('it.lead')}
        aside={
          <div className="row">
            <Button busy={busy} test="it-refresh" onPress={() => setTurn(turn + 1)}>
              {t('it.refresh')}
            </Button>
            {onBack !== undefined && (
              <Button variant="quiet" test="it-back" onPress={onBack}>
                {t('it.back')}
              </Button>
            )}
          </div>
        }
      />
      <RefusalNotice calls={['it.view', 'it.bundle', 'printed.write']} />
      {view === null ? (
        <p role="status">{t('it.loading')}</p>
      ) : (
        <>
          <ItWarnings view={view} />
          <Bundle />
          <Printed />
          <div className={styles['it-cards']}>
            <DeviceCard />
            <LockCard />
            <RecordCard view={view} />
            <ServerCard view={view} />
            <KeyCard view={view} />
            <MachineCard view={view} />
          </div>
          <Reports reports={view.reports} />
        </>
      )}
    </div>
  );
}

/** The bundle for remote support; only a signed-in person can write it. */
function Bundle() {
  const { t } = useWording();
  const { staff } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'it.bundle');
  const [file, setFile] = useState<string | null>(null);
  const write = async () => {
    const answer = await call('it.bundle', null);
    if (answer?.ok === true) setFile(answer.value.file);
  };
  if (staff.signedIn === null) return <p className="soft">{t('it.signInForBundle')}</p>;
  return (
    <div className="stack stack-tight">
      <div className="row">
        <Button busy={busy} test="it-bundle" onPress={() => void write()}>
          {t('it.bundle')}
        </Button>
        <span className="soft">{t('it.bundleHint')}</span>
      </div>
      {file !== null && (
        <Alert tone="success" live="status" test="it-bundle-written" title={t('it.bundleWritten')}>
          <FilePath>{file}</FilePath>
        </Alert>
      )}
    </div>
  );
}

/** The sign and the leaflet to print (R25); only a signed-in person can write them. */
function Printed() {
  const { t } = useWording();
  const { staff } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'printed.write');
  const [file, setFile] = useState<string | null>(null);
  const write = async (document: PrintedDocument) => {
    const answer = await call('printed.write', { document });
    if (answer?.ok === true) setFile(answer.value.file);
  };
  if (staff.signedIn === null) return null;
  return (
    <Card title={t('it.printed.title')} test="it-printed">
      <div className="stack stack-tight">
        <p className="soft">{t('it.printed.lead')}</p>
        <div className="row">
          {PRINTED_DOCUMENTS.map((document) => (
            <Button
              key={document}
              busy={busy}
              test={`print-${document}`}
              onPress={() => void write(document)}
            >
              {t(`it.printed.${document}`)}
            </Button>
          ))}
        </div>
        {file !== null && (
          <Alert tone="success" live="status" test="it-printed-written" title={t('it.printed.written')}>
            <FilePath>{file}</FilePath>
          </Alert>
        )}
      </div>
    </Card>
  );
}

function Reports({ reports }: Pick<ItView, 'reports'>) {
  const { t } = useWording();
  return (
    <Card title={t('it.reports')} test="it-reports">
      {reports === null ? (
        <p className="soft">{t('it.afterSignIn')}</p>
      ) : reports.length === 0 ? (
        <p className="soft">{t('it.noReports')}</p>
      ) : (
        // Long codes scroll sideways, so the keyboard must reach the region.
        <div className={styles['it-table']} tabIndex={0} role="region" aria-label={t('it.reports')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('it.when')}</th>
                <th scope="col">{t('it.code')}</th>
                <th scope="col">{t('it.detail')}</th>
              </tr>
            </thead>
            <tbody>
              {reports.map(({ at, code, detail }, index) => (
                <tr key={`${at} ${index}`}>
                  <td className="numbers">{at}</td>
                  <td>
                    <code>{code}</code>
                  </td>
                  <td>
                    <code>{detail}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
