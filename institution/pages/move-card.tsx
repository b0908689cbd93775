import { useState } from 'react';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { DeliveredAlert } from './delivered-alert.tsx';
import { FileInput } from './file-input.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import styles from './institution.module.css';

/** Years of an institution; the call takes 30 MB. */
const LARGEST_BYTES = 28 * 1024 * 1024;
const IDS = { file: 'move-file', code: 'move-code' };

/** Takes everything to another program of the institution, or takes it over from one (R64). */
export function MoveCard() {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [made, setMade] = useState<CallOutput<'institution.export'> | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [arrived, setArrived] = useState<CallOutput<'institution.take-over'> | null>(null);
  const form = useErrors([
    ...(file === null ? [{ id: IDS.file, text: t('institution.move.fileMissing') }] : []),
    ...(code.trim() === '' ? [{ id: IDS.code, text: t('institution.move.codeMissing') }] : []),
  ]);
  const takeOver = async () => {
    setArrived(null);
    if (!form.check() || file === null) return;
    setArrived(await call('institution.take-over', { file, code }));
  };
  return (
    <Card title={t('institution.move.title')}>
      <div className="stack">
        <p>{t('institution.move.lead')}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <DeliveredAlert delivered={made} />
        {made !== null && (
          <Alert tone="success" title={t('institution.move.codeTitle')} test="move-made">
            <p className={styles['code']} data-test="move-code-text">
              {made.code}
            </p>
            <p>{t('institution.move.codeHint')}</p>
          </Alert>
        )}
        <div>
          <Button
            busy={busy === 'institution.export'}
            test="move-export"
            onPress={() => void call('institution.export', {}).then(setMade)}
          >
            {t('institution.move.export')}
          </Button>
        </div>
        <h3>{t('institution.move.from')}</h3>
        <p>{t('institution.move.fromLead')}</p>
        {arrived !== null && (
          <Alert tone="success" live="status" test="move-arrived">
            {t('institution.move.arrived', {
              people: arrived.people,
              sites: arrived.sites,
              bookings: arrived.schedule + arrived['past-bookings'],
            })}
          </Alert>
        )}
        <div className={styles['columns']}>
          <FileInput
            id={IDS.file}
            label={t('institution.move.file')}
            required
            error={form.errorOf(IDS.file)}
            accept=".clmove"
            largestBytes={LARGEST_BYTES}
            onFile={setFile}
            test="move-file"
          />
          <TextInput
            id={IDS.code}
            label={t('institution.move.code')}
            required
            maxLength={60}
            value={code}
            error={form.errorOf(IDS.code)}
            onChange={setCode}
            test="move-code"
          />
        </div>
        <div>
          <Button
            busy={busy === 'institution.take-over'}
            test="move-take-over"
            onPress={() => void takeOver()}
          >
            {t('institution.move.takeOver')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
