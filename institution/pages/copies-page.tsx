import { useState } from 'react';
import { formatWhen } from '../../shared/language/format.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card, Facts, FilePath } from '../../renderer/components/status.tsx';
import { useWording } from '../../renderer/wording.ts';
import { useHost, useNow } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { MoveCard } from './move-card.tsx';
import styles from './institution.module.css';

/** The sealed copies of a station without a server: when, where to, and the key that opens them (R64). */
export function CopiesPage() {
  const { t, language } = useWording();
  const now = useNow();
  const { zone, copies, person } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [code, setCode] = useState<string | null>(null);
  const [taken, setTaken] = useState(false);
  if (copies === null) return null;
  const { takenAt, folder } = copies;
  const isIt = person?.roles.includes('it') === true;
  return (
    <>
      <PageHeader title={t('institution.copies.title')} lead={t('institution.copies.lead')} />
      <RefusalAlert refusal={refusal} />
      {taken && refusal === null && (
        <Alert tone="success" live="status" test="copy-taken">
          {t('institution.copies.taken')}
        </Alert>
      )}
      {code !== null && (
        <Alert tone="success" live="status" title={t('institution.copies.keyTitle')} test="copy-key">
          <p className={styles['code']} data-test="copy-key-text">
            {code}
          </p>
          <p>{t('institution.copies.keyHint')}</p>
        </Alert>
      )}
      <Card>
        <div className="stack">
          <Facts
            rows={[
              [
                t('institution.copies.last'),
                takenAt === null ? t('institution.copies.none') : formatWhen(takenAt, now, zone, language),
              ],
              [
                t('institution.copies.where'),
                folder === null ? (
                  t('institution.copies.noFolder')
                ) : (
                  <FilePath key="folder">{folder}</FilePath>
                ),
              ],
            ]}
          />
          <p>{t('institution.copies.keyLead')}</p>
          <div className="row">
            {isIt && (
              <Button
                busy={busy === 'copies.new-key'}
                test="copy-new-key"
                onPress={() => void call('copies.new-key', {}).then((made) => setCode(made?.code ?? null))}
              >
                {t('institution.copies.key')}
              </Button>
            )}
            <Button
              variant="primary"
              busy={busy === 'copies.take'}
              test="copy-take"
              onPress={() => {
                setTaken(false);
                void call('copies.take', {}).then((done) => setTaken(done !== null));
              }}
            >
              {t('institution.copies.take')}
            </Button>
          </div>
        </div>
      </Card>
      {isIt && <MoveCard />}
    </>
  );
}
