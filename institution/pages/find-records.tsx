import { useState } from 'react';
import { formatDate } from '../../shared/language/format.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Checkbox, RadioGroup } from '../../renderer/components/choice.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextArea, TextInput } from '../../renderer/components/field.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { DeliveredAlert } from './delivered-alert.tsx';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';

type Found = CallOutput<'records.find'>['records'][number];
const WHO = 'records-who';
const OBSERVATION = 'observation-text';

/** Finds what concerns a person, and exports what is chosen of it. */
export function FindRecords({ onChanged }: { readonly onChanged: () => void }) {
  const { t, language } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [who, setWho] = useState('');
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [observed, observe] = useState<Found | null>(null);
  const [delivered, setDelivered] = useState<CallOutput<'records.export'> | null>(null);
  const form = useErrors(
    who.trim().length < 2 ? [{ id: WHO, text: t('institution.records.whoMissing') }] : [],
  );
  const find = async () => {
    setDelivered(null);
    if (!form.check()) return;
    const answer = await call('records.find', { who });
    if (answer === null) return;
    setFound(answer.records);
    setChosen(new Set(answer.records.map(({ id }) => id)));
  };
  const records = (found ?? []).filter(({ id }) => chosen.has(id)).map(({ kind, id }) => ({ kind, id }));
  return (
    <Card title={t('institution.records.find')}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <TextInput
          id={WHO}
          kind="search"
          label={t('institution.records.who')}
          hint={t('institution.records.whoHint')}
          maxLength={200}
          value={who}
          error={form.errorOf(WHO)}
          onChange={setWho}
          test="records-who"
        />
        <RefusalAlert refusal={refusal} />
        <DeliveredAlert delivered={delivered} />
        <div>
          <Button type="submit" busy={busy === 'records.find'} test="records-find">
            {t('institution.records.findNow')}
          </Button>
        </div>
        {found !== null && (
          <p role="status" data-test="records-found">
            {t('institution.records.found', { count: found.length })}
          </p>
        )}
        {found !== null && found.length > 0 && (
          <>
            <p>{t('institution.records.check')}</p>
            <ul className="stack plain-list">
              {found.map((record) => (
                <li key={record.id}>
                  <FoundLine
                    record={record}
                    isChosen={chosen.has(record.id)}
                    onChoose={(isChosen) => {
                      const next = new Set(chosen);
                      if (isChosen) next.add(record.id);
                      else next.delete(record.id);
                      setChosen(next);
                    }}
                    onObserve={() => observe(record)}
                  />
                </li>
              ))}
            </ul>
            <div>
              <Button
                variant="primary"
                disabled={records.length === 0}
                busy={busy === 'records.export'}
                test="records-export"
                onPress={() => void call('records.export', { records, language }).then(setDelivered)}
              >
                {t('institution.records.export', { count: records.length })}
              </Button>
            </div>
          </>
        )}
      </form>
      {observed !== null && (
        <ObservationDialog
          record={observed}
          onClose={() => observe(null)}
          onSaved={() => {
            observe(null);
            onChanged();
            void find();
          }}
        />
      )}
    </Card>
  );
}

function FoundLine(props: {
  readonly record: Found;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onObserve: () => void;
}) {
  const { t, language } = useWording();
  const { zone, copies } = useHost();
  const { record } = props;
  const day = (ms: number) => formatDate(ms, zone, language);
  const kept = record.isHeld
    ? t('institution.records.isHeld')
    : record.untilMs === null
      ? t('institution.records.noEnd')
      : t('institution.records.until', { date: day(record.untilMs) });
  return (
    <div className="row">
      <Checkbox
        label={t('institution.records.line', {
          date: day(record.atMs),
          kind: t(`institution.records.kind.${record.kind}`),
          names: [record.inmate, ...record.others].join('; '),
        })}
        hint={kept}
        checked={props.isChosen}
        onChange={props.onChoose}
      />
      {record.kind !== 'booking' && copies !== null && (
        <Button size="small" test="records-observe" onPress={props.onObserve}>
          {t('institution.records.observe', { date: day(record.atMs) })}
        </Button>
      )}
    </div>
  );
}

/** An observation that arrives after the sheet was completed (R51). */
function ObservationDialog(props: {
  readonly record: Found;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const { t, language } = useWording();
  const { zone } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [source, setSource] = useState<'site' | 'staff'>('site');
  const [text, setText] = useState('');
  const [reference, setReference] = useState('');
  const form = useErrors(
    text.trim() === '' ? [{ id: OBSERVATION, text: t('institution.records.observationMissing') }] : [],
  );
  const save = async () => {
    if (!form.check()) return;
    const { id: session } = props.record;
    if ((await call('records.observe', { session, source, text, reference })) !== null) props.onSaved();
  };
  return (
    <Dialog
      title={t('institution.records.observe', { date: formatDate(props.record.atMs, zone, language) })}
      onClose={props.onClose}
      footer={
        <>
          <Button test="observation-cancel" onPress={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="primary" busy={busy !== null} test="observation-save" onPress={() => void save()}>
            {t('institution.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <RefusalAlert refusal={refusal} />
        <Alert tone="info">{t('institution.records.observationLead')}</Alert>
        <RadioGroup
          legend={t('institution.records.source')}
          inline
          value={source}
          onChange={setSource}
          options={(['site', 'staff'] as const).map((value) => ({
            value,
            label: t(`tracking.value.source.${value}`),
            test: `observation-${value}`,
          }))}
        />
        <TextArea
          id={OBSERVATION}
          label={t('institution.records.observation')}
          required
          rows={4}
          maxLength={1000}
          value={text}
          error={form.errorOf(OBSERVATION)}
          onChange={setText}
          test="observation-text"
        />
        <TextInput
          label={t('institution.records.reportReference')}
          maxLength={100}
          value={reference}
          onChange={setReference}
          test="observation-reference"
        />
      </div>
    </Dialog>
  );
}
