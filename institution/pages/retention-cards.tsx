import { useState } from 'react';
import { formatDate } from '../../shared/language/format.ts';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import styles from './institution.module.css';

type State = CallOutput<'records.state'>;
type CardProps = { readonly state: State; readonly onChanged: () => void };
const KINDS = ['booking', 'visit', 'reported-visit'] as const;
const MOST_MONTHS = 600;
const IDS = { who: 'hold-who', reference: 'hold-reference' };

/** Legal holds: what concerns these people is kept, whatever the rules say. */
export function HoldsCard({ state, onChanged }: CardProps) {
  const { t, language } = useWording();
  const { zone } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [who, setWho] = useState('');
  const [reference, setReference] = useState('');
  const form = useErrors([
    ...(who.trim().length < 2 ? [{ id: IDS.who, text: t('institution.records.whoMissing') }] : []),
    ...(reference.trim() === ''
      ? [{ id: IDS.reference, text: t('institution.records.holdReferenceMissing') }]
      : []),
  ]);
  const hold = async () => {
    if (!form.check()) return;
    if ((await call('records.hold', { who, reference })) === null) return;
    setWho('');
    setReference('');
    onChanged();
  };
  return (
    <Card title={t('institution.records.holds')}>
      <div className="stack">
        <p>{t('institution.records.holdsLead')}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <ul className="stack plain-list">
          {state.holds.map((held) => (
            <li key={held.id} className="row">
              <span>
                {t('institution.records.holdLine', {
                  who: held.who,
                  reference: held.reference,
                  by: held.by,
                  date: formatDate(Date.parse(held.at), zone, language),
                })}
              </span>
              <Button
                size="small"
                test="hold-lift"
                onPress={() =>
                  void call('records.lift', { id: held.id }).then((done) => done !== null && onChanged())
                }
              >
                {t('institution.records.lift', { who: held.who })}
              </Button>
            </li>
          ))}
        </ul>
        <div className={styles['columns']}>
          <TextInput
            id={IDS.who}
            label={t('institution.records.who')}
            maxLength={200}
            value={who}
            error={form.errorOf(IDS.who)}
            onChange={setWho}
            test="hold-who"
          />
          <TextInput
            id={IDS.reference}
            label={t('institution.records.holdReference')}
            maxLength={200}
            value={reference}
            error={form.errorOf(IDS.reference)}
            onChange={setReference}
            test="hold-reference"
          />
        </div>
        <div>
          <Button busy={busy === 'records.hold'} test="hold-save" onPress={() => void hold()}>
            {t('institution.records.hold')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** How long each kind of record is kept, and erasing what is due. */
export function RetentionCard({ state, onChanged }: CardProps) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [months, setMonths] = useState({
    booking: String(state.rules.booking ?? ''),
    visit: String(state.rules.visit ?? ''),
    'reported-visit': String(state.rules['reported-visit'] ?? ''),
  });
  const [asks, ask] = useState(false);
  const [erased, setErased] = useState<number | null>(null);
  const id = (kind: string) => `retention-${kind}`;
  const form = useErrors(
    KINDS.filter((kind) => !isMonths(months[kind])).map((kind) => ({
      id: id(kind),
      text: t('institution.settings.range', { least: 1, most: MOST_MONTHS }),
    })),
  );
  const due = state.due.booking + state.due.visit + state.due['reported-visit'];
  const save = async () => {
    setErased(null);
    if (!form.check()) return;
    const rule = (kind: (typeof KINDS)[number]) => (months[kind].trim() === '' ? null : Number(months[kind]));
    const rules = {
      booking: rule('booking'),
      visit: rule('visit'),
      'reported-visit': rule('reported-visit'),
    };
    if ((await call('records.set-rules', { rules, ver: state.ver })) !== null) onChanged();
  };
  const erase = async () => {
    ask(false);
    const done = await call('records.erase', { due: state.due });
    if (done !== null) setErased(done.erased);
    onChanged();
  };
  return (
    <Card title={t('institution.records.retention')}>
      <div className="stack">
        <p>{t('institution.records.retentionLead')}</p>
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        {erased !== null && (
          <Alert tone="success" live="status" test="records-erased">
            {t('institution.records.erased', { count: erased })}
          </Alert>
        )}
        <div className={styles['columns']}>
          {KINDS.map((kind) => (
            <TextInput
              key={kind}
              id={id(kind)}
              label={t(`institution.records.months.${kind}`)}
              hint={t('institution.records.monthsHint')}
              maxLength={3}
              value={months[kind]}
              error={form.errorOf(id(kind))}
              onChange={(value) => setMonths({ ...months, [kind]: value })}
              test={id(kind)}
            />
          ))}
        </div>
        <div>
          <Button busy={busy === 'records.set-rules'} test="retention-save" onPress={() => void save()}>
            {t('institution.save')}
          </Button>
        </div>
        <p data-test="records-due">
          {due === 0 ? t('institution.records.nothingDue') : t('institution.records.due', { count: due })}
        </p>
        {due > 0 && (
          <div>
            <Button variant="danger" test="records-erase" onPress={() => ask(true)}>
              {t('institution.records.erase', { count: due })}
            </Button>
          </div>
        )}
      </div>
      {asks && (
        <Dialog
          title={t('institution.records.erase', { count: due })}
          onClose={() => ask(false)}
          footer={
            <>
              <Button test="erase-cancel" onPress={() => ask(false)}>
                {t('common.cancel')}
              </Button>
              <Button variant="danger" test="erase-confirm" onPress={() => void erase()}>
                {t('institution.records.eraseConfirm')}
              </Button>
            </>
          }
        >
          <div className="stack">
            <ul>
              {KINDS.map((kind) => (
                <li key={kind}>{t(`institution.records.dueOf.${kind}`, { count: state.due[kind] })}</li>
              ))}
            </ul>
            <p>{t('institution.records.eraseWarning')}</p>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function isMonths(text: string): boolean {
  const typed = text.trim();
  return typed === '' || (/^\d+$/u.test(typed) && Number(typed) >= 1 && Number(typed) <= MOST_MONTHS);
}
