import { useState } from 'react';
import { formatBytes, formatWhen } from '../../shared/language/format.ts';
import { textIn } from '../../shared/language/local-text.ts';
import { csvOf } from '../../shared/tracking/csv.ts';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextArea } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Badge } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { useHost, useNow } from './host.ts';
import { MoveCard } from './move-card.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { saveFile } from './save-file.ts';
import { useInstitution } from './use-institution.ts';
import { usePolled } from './use-polled.ts';
import styles from './institution.module.css';

type Station = CallOutput<'stations.list'>['stations'][number];
type IssuedCodes = CallOutput<'stations.issue-codes'>['codes'];

const EVERY_MS = 15_000;
/** A station reports every minute, so five are no accident. */
const SILENT_MS = 5 * 60_000;

/** The fleet, for IT: who was heard of when, what is wrong, which version, and codes for new stations (R65). */
export function StationsPage() {
  const { t } = useWording();
  const now = useNow();
  const isIt = useHost().person?.roles.includes('it') === true;
  const { value, refusal, again } = usePolled<'stations.list', readonly Station[]>(
    'stations.list',
    EVERY_MS,
    () => ({}),
    (_, { stations }) => stations,
  );
  const [revoked, revoke] = useState<Station | null>(null);
  const [isIssuing, setIssuing] = useState(false);
  const [codes, setCodes] = useState<IssuedCodes | null>(null);
  const live = (value ?? []).filter(({ revokedAt }) => revokedAt === null);
  const silent = live.filter((station) => isSilent(station, now)).length;
  const unwell = live.filter((station) => (station.report?.health.length ?? 0) > 0).length;
  return (
    <>
      <PageHeader
        title={t('institution.stations.title')}
        lead={t('institution.stations.lead')}
        aside={
          isIt && (
            <Button variant="primary" icon="plus" test="stations-codes" onPress={() => setIssuing(true)}>
              {t('institution.stations.codes')}
            </Button>
          )
        }
      />
      <RefusalAlert refusal={refusal} />
      {codes !== null && <IssuedCodesAlert codes={codes} />}
      {silent > 0 && (
        <Alert tone="danger" live="alert" test="stations-silent">
          {t('institution.stations.silent', { count: silent })}
        </Alert>
      )}
      {unwell > 0 && (
        <Alert tone="warning" live="status" test="stations-unwell">
          {t('institution.stations.unwell', { count: unwell })}
        </Alert>
      )}
      {value !== null && value.length === 0 && (
        <Alert tone="info" test="stations-none">
          {t('institution.stations.none')}
        </Alert>
      )}
      {value !== null && value.length > 0 && (
        <StationsTable stations={value} now={now} onRevoke={isIt ? revoke : null} />
      )}
      {isIt && <MoveCard />}
      {isIssuing && (
        <CodesDialog
          onClose={() => setIssuing(false)}
          onIssued={(issued) => {
            setCodes(issued);
            setIssuing(false);
          }}
        />
      )}
      {revoked !== null && (
        <RevokeDialog
          station={revoked.station}
          onClose={() => {
            revoke(null);
            again();
          }}
        />
      )}
    </>
  );
}

function isSilent({ heardAt, enrolledAt }: Station, now: number): boolean {
  return now - Date.parse(heardAt ?? enrolledAt) > SILENT_MS;
}

function StationsTable(props: {
  readonly stations: readonly Station[];
  readonly now: number;
  readonly onRevoke: ((station: Station) => void) | null;
}) {
  const { t, language } = useWording();
  const { zone } = useHost();
  const { stations, now, onRevoke } = props;
  const when = (at: string) => formatWhen(Date.parse(at), now, zone, language);
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t('institution.stations.title')}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t('institution.stations.station')}</th>
            <th scope="col">{t('institution.stations.state')}</th>
            <th scope="col">{t('institution.stations.heard')}</th>
            <th scope="col">{t('institution.stations.version')}</th>
            <th scope="col">{t('institution.stations.pending')}</th>
            <th scope="col">{t('institution.stations.disk')}</th>
            {onRevoke !== null && <td />}
          </tr>
        </thead>
        <tbody>
          {stations.map((station) => {
            const { report } = station;
            return (
              <tr key={station.station} data-test={`station-${station.station}`}>
                <th scope="row">
                  {station.station}
                  <br />
                  <span className="small soft">{textIn(station.location, language)}</span>
                </th>
                <td>
                  <StationState station={station} now={now} />
                </td>
                <td>{station.heardAt === null ? t('institution.stations.never') : when(station.heardAt)}</td>
                <td>
                  {station.appVersion}
                  <br />
                  <span className="small soft">
                    {station.platform} {report?.release}
                  </span>
                </td>
                <td className="numbers">
                  {report === null
                    ? '–'
                    : report.oldestPendingAt === null
                      ? report.pending
                      : t('institution.stations.pendingSince', {
                          count: report.pending,
                          when: when(report.oldestPendingAt),
                        })}
                </td>
                <td className="numbers">
                  {report?.diskFreeBytes == null ? '–' : formatBytes(report.diskFreeBytes, language)}
                </td>
                {onRevoke !== null && (
                  <td>
                    {station.revokedAt === null && (
                      <Button
                        size="small"
                        test={`revoke-${station.station}`}
                        onPress={() => onRevoke(station)}
                      >
                        {t('institution.stations.revoke', { station: station.station })}
                      </Button>
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function StationState({ station, now }: { readonly station: Station; readonly now: number }) {
  const { t, language, wordCode } = useWording();
  const { zone } = useHost();
  const problems = station.report?.health ?? [];
  if (station.revokedAt !== null)
    return (
      <Badge tone="neutral" icon="stop">
        {t('institution.stations.isRevoked')}
      </Badge>
    );
  const isQuiet = isSilent(station, now);
  return (
    <>
      {isQuiet && (
        <Badge tone="danger" icon="warning">
          {t('institution.stations.isSilent')}
        </Badge>
      )}
      {problems.length === 0 && !isQuiet && (
        <Badge tone="success" icon="check">
          {t('institution.stations.well')}
        </Badge>
      )}
      {problems.length > 0 && (
        <ul className={styles['problems']}>
          {problems.map(({ code, since }) => (
            <li key={code}>
              {t('institution.stations.problemSince', {
                problem: wordCode('institution.health', code),
                when: formatWhen(Date.parse(since), now, zone, language),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function RevokeDialog({ station, onClose }: { readonly station: string; readonly onClose: () => void }) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  return (
    <Dialog
      title={t('institution.stations.revokeTitle', { station })}
      onClose={onClose}
      footer={
        <>
          <Button
            variant="danger"
            busy={busy !== null}
            test="revoke-confirm"
            onPress={() =>
              void call('stations.revoke', { station }).then((done) => {
                if (done !== null) onClose();
              })
            }
          >
            {t('institution.stations.revokeSubmit')}
          </Button>
          <Button onPress={onClose}>{t('institution.stations.revokeKeep')}</Button>
        </>
      }
    >
      <RefusalAlert refusal={refusal} />
      <p>{t('institution.stations.revokeLead')}</p>
    </Dialog>
  );
}

const LINES = 'codes-lines';
const MOST_LINES = 100;

type ReadLines =
  | {
      readonly ok: true;
      readonly stations: readonly {
        readonly location: { readonly en: string; readonly fr: string };
        readonly device: string | null;
      }[];
    }
  | { readonly ok: false; readonly line: number | null };

function readLines(text: string): ReadLines {
  const lines = text.split('\n').map((line) => line.trim());
  const stations = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [en = '', fr = '', device = ''] = line.split(';').map((part) => part.trim());
    if (en === '' || fr === '') return { ok: false, line: index + 1 };
    stations.push({ location: { en, fr }, device: device === '' ? null : device });
  }
  return stations.length === 0 || stations.length > MOST_LINES
    ? { ok: false, line: null }
    : { ok: true, stations };
}

function CodesDialog(props: {
  readonly onClose: () => void;
  readonly onIssued: (codes: IssuedCodes) => void;
}) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [text, setText] = useState('');
  const read = readLines(text);
  const problem = read.ok
    ? null
    : read.line === null
      ? t('institution.stations.codesMissing')
      : t('institution.stations.codesInvalid', { line: read.line });
  const form = useErrors(problem === null ? [] : [{ id: LINES, text: problem }]);
  const submit = async () => {
    if (!form.check() || !read.ok) return;
    const issued = await call('stations.issue-codes', { stations: [...read.stations] });
    if (issued !== null) props.onIssued(issued.codes);
  };
  return (
    <Dialog
      size="wide"
      title={t('institution.stations.codes')}
      onClose={props.onClose}
      footer={
        <>
          <Button variant="primary" busy={busy !== null} test="codes-submit" onPress={() => void submit()}>
            {t('institution.stations.codesSubmit')}
          </Button>
          <Button onPress={props.onClose}>{t('common.cancel')}</Button>
        </>
      }
    >
      <div className="stack">
        <p>{t('institution.stations.codesLead')}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <TextArea
          id={LINES}
          label={t('institution.stations.codesLines')}
          hint={t('institution.stations.codesHint')}
          maxLength={50_000}
          value={text}
          error={form.errorOf(LINES)}
          onChange={setText}
          test="codes-lines"
        />
      </div>
    </Dialog>
  );
}

function IssuedCodesAlert({ codes }: { readonly codes: IssuedCodes }) {
  const { t, language } = useWording();
  const columns = [
    t('institution.stations.station'),
    t('institution.stations.computer'),
    t('institution.stations.code'),
  ];
  const rows = codes.map(({ location, device, code }) => [
    location[language],
    device ?? t('institution.stations.anyComputer'),
    code,
  ]);
  return (
    <Alert tone="success" live="status" title={t('institution.stations.codesDone')} test="issued-codes">
      <div className="stack">
        {' '}
        <table className={styles['table']}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <Button
          size="small"
          test="codes-save"
          onPress={() => saveFile('codes.csv', csvOf([columns, ...rows], language === 'fr' ? ';' : ','))}
        >
          {t('institution.stations.download')}
        </Button>
      </div>{' '}
    </Alert>
  );
}
