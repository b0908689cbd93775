import { useEffect, useState } from 'react';
import { calendarDate, formatCalendarDate } from '../../shared/language/format.ts';
import { searchText } from '../../shared/language/search-text.ts';
import { isCalendarDate } from '../../shared/schedule/local-time.ts';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Badge, Card, ProgressBar } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { FileInput } from './file-input.tsx';
import { useHost, useIsHead, useNow } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

type Preview = CallOutput<'sites.preview'>;
const ROWS_A_TIME = 100;

/** The Deputy Commissioner's list of authorized community sites (R13): shown, and replaced by a newer list. */
export function SitesPage() {
  const { t, language } = useWording();
  const isHead = useIsHead();
  const { call, refusal } = useInstitution();
  const [answer, reload] = useList(() => call('sites.list', {}), '');
  const [shown, setShown] = useState(ROWS_A_TIME);
  const [search, setSearch] = useState('');
  const sought = searchText(search.trim());
  const sites = (answer?.sites ?? []).filter(({ id, name, city }) =>
    searchText(`${id} ${name.en} ${name.fr} ${city}`).includes(sought),
  );
  return (
    <>
      <PageHeader title={t('institution.sites.title')} lead={t('institution.sites.lead')} />
      <RefusalAlert refusal={refusal} />
      {isHead && <ImportCard onImported={reload} />}
      <TextInput
        kind="search"
        label={t('institution.sites.search')}
        value={search}
        onChange={setSearch}
        test="sites-search"
      />
      {answer !== null && answer.sites.length === 0 && (
        <Alert tone="info" test="sites-none">
          {t('institution.sites.none')}
        </Alert>
      )}
      {sites.length > 0 && (
        <div
          className={styles['scroll']}
          tabIndex={0}
          role="region"
          aria-label={t('institution.sites.title')}
        >
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('institution.sites.name')}</th>
                <th scope="col">{t('institution.sites.city')}</th>
                <th scope="col">{t('institution.sites.telephone')}</th>
                <th scope="col">{t('institution.sites.state')}</th>
              </tr>
            </thead>
            <tbody>
              {sites.slice(0, shown).map((site) => (
                <tr key={site.id}>
                  <td>{site.name[language]}</td>
                  <td>
                    {site.city} ({site.province})
                  </td>
                  <td>
                    {[site.telephone, site.contact, site.hours?.[language]]
                      .filter((part) => part != null && part !== '')
                      .join(', ')}
                  </td>
                  <td>
                    {site.authorized ? (
                      <Badge tone="success" icon="check">
                        {t('institution.sites.authorized', {
                          date: formatCalendarDate(site.listDate, language),
                        })}
                      </Badge>
                    ) : (
                      <Badge tone="warning" icon="warning">
                        {t('institution.sites.withdrawn', {
                          date: formatCalendarDate(site.listDate, language),
                        })}
                      </Badge>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sites.length > shown && (
        <div>
          <Button test="sites-more" onPress={() => setShown(shown + ROWS_A_TIME)}>
            {t('schedule.more', { count: Math.min(ROWS_A_TIME, sites.length - shown) })}
          </Button>
        </div>
      )}
    </>
  );
}

const DATE = 'list-date';
const FILE = 'list-file';

function ImportCard({ onImported }: { readonly onImported: () => void }) {
  const { t, language } = useWording();
  const now = useNow();
  const { zone } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [listDate, setListDate] = useState(() => calendarDate(now, zone));
  const [file, setFile] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [done, setDone] = useState<Preview | null>(null);
  const form = useErrors([
    ...(isCalendarDate(listDate) ? [] : [{ id: DATE, text: t('institution.sites.dateMissing') }]),
    ...(file === null ? [{ id: FILE, text: t('institution.sites.fileMissing') }] : []),
  ]);
  const look = async () => {
    setPreview(null);
    setDone(null);
    if (!form.check() || file === null) return;
    setPreview(await call('sites.preview', { file, listDate }));
  };
  const save = async () => {
    if (preview === null || file === null) return;
    const saved = await call('sites.import', { file, listDate: preview.listDate, token: preview.token });
    setPreview(null);
    if (saved === null) return;
    setDone(saved);
    onImported();
  };
  return (
    <Card title={t('institution.sites.import')} tone="tint">
      <div className="stack">
        <p>{t('institution.sites.importHint')}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        {done !== null && (
          <Alert tone="success" live="status" test="import-done">
            {t('institution.sites.imported', { date: formatCalendarDate(done.listDate, language) })}
          </Alert>
        )}
        <div className={styles['columns']}>
          <TextInput
            id={DATE}
            kind="date"
            label={t('institution.sites.date')}
            required
            value={listDate}
            error={form.errorOf(DATE)}
            onChange={(date) => {
              setListDate(date);
              setPreview(null);
            }}
            test="list-date"
          />
          <FileInput
            id={FILE}
            label={t('institution.sites.file')}
            required
            error={form.errorOf(FILE)}
            accept=".csv,.txt,.xlsx"
            onFile={(content) => {
              setFile(content);
              setPreview(null);
            }}
            test="list-file"
          />
        </div>
        <div>
          <Button busy={busy === 'sites.preview'} test="list-preview" onPress={() => void look()}>
            {t('institution.sites.preview')}
          </Button>
        </div>
        {(busy === 'sites.preview' || busy === 'sites.import') && <ImportProgress />}
        {preview !== null && (
          <PreviewText preview={preview} busy={busy === 'sites.import'} onSave={() => void save()} />
        )}
      </div>
    </Card>
  );
}

const LOOK_MS = 250;

/** How far the import is, and a way to cancel it. */
function ImportProgress() {
  const { t } = useWording();
  const { call, busy } = useInstitution();
  const [progress, setProgress] = useState<CallOutput<'sites.progress'>['progress']>(null);
  useEffect(() => {
    const timer = setInterval(
      () => void call('sites.progress', {}).then((answer) => setProgress(answer?.progress ?? null)),
      LOOK_MS,
    );
    return () => clearInterval(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `call` is new at each drawing and does the same
  }, []);
  const { done, total } = progress ?? { done: 0, total: 0 };
  const label = total === 0 ? t('institution.sites.reading') : t('institution.sites.saving', { done, total });
  return (
    <div className="row" data-test="import-progress">
      {total > 0 && <ProgressBar label={label} value={done} max={total} />}
      <span role="status">{label}</span>
      <Button
        size="small"
        test="import-cancel"
        busy={busy === 'sites.cancel'}
        onPress={() => void call('sites.cancel', {})}
      >
        {t('institution.sites.cancelImport')}
      </Button>
    </div>
  );
}

function PreviewText(props: {
  readonly preview: Preview;
  readonly busy: boolean;
  readonly onSave: () => void;
}) {
  const { t, language } = useWording();
  const { zone } = useHost();
  const { added, changed, withdrawn, stopped, stoppedCount, unchanged } = props.preview;
  return (
    <div className="stack" data-test="preview" role="status">
      <ul>
        <li>{t('institution.sites.added', { count: added.length })}</li>
        <li>{t('institution.sites.changed', { count: changed.length })}</li>
        <li>{t('institution.sites.unchanged', { count: unchanged })}</li>
      </ul>
      {withdrawn.length > 0 && (
        <Alert tone="warning" title={t('institution.sites.withdrawals', { count: withdrawn.length })}>
          <ul>
            {withdrawn.map(({ id, name, city }) => (
              <li key={id}>
                {name[language]}, {city}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {stopped.length > 0 && (
        <Alert tone="danger" title={t('institution.sites.stopped', { count: stoppedCount })}>
          <ul>
            {stopped.map(({ id, startsAt, inmate }) => (
              <li key={id}>
                {calendarDate(Date.parse(startsAt), zone)}, {inmate.name}
              </li>
            ))}
            {stoppedCount > stopped.length && (
              <li>{t('institution.sites.stoppedMore', { count: stoppedCount - stopped.length })}</li>
            )}
          </ul>
        </Alert>
      )}
      <div>
        <Button variant="primary" busy={props.busy} test="list-import" onPress={props.onSave}>
          {t('institution.sites.save')}
        </Button>
      </div>
    </div>
  );
}
