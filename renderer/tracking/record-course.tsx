import { useTranslation } from 'react-i18next';
import {
  CHECK_NAMES,
  EXCEPTIONS,
  OUTCOMES,
  PARTIES,
  PAUSE_CAUSES,
  type CheckName,
} from '../../shared/session/entries.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import { Checkbox, Fieldset } from '../components/choice.tsx';
import { Select, TextArea, TextInput } from '../components/field.tsx';
import { RECORD_TEXTS, recordId } from './record-form.ts';
import { Beside, errorOf, List, type RecordFieldsProps } from './record-parts.tsx';
import styles from './tracking.module.css';

const NOTIFIED = ['visitor', 'inmate', 'site'] as const;
const VERDICTS = ['pass', 'fail', 'not-needed'] as const;

/** How the visit went and ended: outcome, suspensions and pauses, what it went on without, checks (R50, R53). */
export function CourseFields(props: RecordFieldsProps) {
  return (
    <>
      <HowItEnded {...props} />
      <Held {...props} />
      <Exceptions {...props} />
      <Checks {...props} />
    </>
  );
}

function HowItEnded({ record, onChange, errors }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { texts, notified, informed } = record;
  const label = (column: Column) => t(`tracking.column.${column}`);
  return (
    <>
      <Beside>
        <Select
          label={label('outcome')}
          value={record.outcome}
          options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          test="record-outcome"
          onChange={(outcome) => onChange({ outcome })}
        />
        <Select
          label={label('outcomeBy')}
          value={record.outcomeBy}
          options={[
            { value: '', label: t('tracking.record.nobody') },
            ...PARTIES.map((value) => ({ value, label: t(`party.${value}`) })),
          ]}
          test="record-outcomeBy"
          onChange={(outcomeBy) => onChange({ outcomeBy })}
        />
        <TextInput
          label={label('outcomeAuthority')}
          maxLength={RECORD_TEXTS.outcomeAuthority}
          value={texts.outcomeAuthority}
          test="record-outcomeAuthority"
          onChange={(outcomeAuthority) => onChange({ texts: { ...texts, outcomeAuthority } })}
        />
      </Beside>
      <TextArea
        label={label('outcomeReason')}
        rows={2}
        maxLength={RECORD_TEXTS.outcomeReason}
        value={texts.outcomeReason}
        test="record-outcomeReason"
        onChange={(outcomeReason) => onChange({ texts: { ...texts, outcomeReason } })}
      />
      <Fieldset legend={label('notified')} inline>
        {NOTIFIED.map((who) => (
          <Checkbox
            key={who}
            label={t(`notified.${who}`)}
            checked={notified.includes(who)}
            test={recordId('notified', who)}
            onChange={(checked) =>
              onChange({
                notified: NOTIFIED.filter((one) => (one === who ? checked : notified.includes(one))),
              })
            }
          />
        ))}
      </Fieldset>
      <Fieldset legend={label('informed')}>
        <Checkbox
          label={t('tracking.record.informed')}
          checked={informed !== null}
          test={recordId('informed')}
          onChange={(checked) => onChange({ informed: checked ? NOBODY_INFORMED : null })}
        />
        {informed !== null && (
          <>
            <Beside>
              <TextInput
                id={recordId('informed', 'at')}
                test={recordId('informed', 'at')}
                label={t('tracking.record.informedAt')}
                hint={t('tracking.record.instantHint')}
                maxLength={16}
                value={informed.at}
                error={errorOf(errors, recordId('informed', 'at'))}
                onChange={(at) => onChange({ informed: { ...informed, at } })}
              />
              <TextInput
                label={t('tracking.record.informedBy')}
                maxLength={200}
                value={informed.by}
                onChange={(by) => onChange({ informed: { ...informed, by } })}
              />
            </Beside>
            {(['inmate', 'visitor', 'representations'] as const).map((who) => (
              <Checkbox
                key={who}
                label={t(`inform.${who}`)}
                checked={informed[who]}
                onChange={(checked) => onChange({ informed: { ...informed, [who]: checked } })}
              />
            ))}
            <TextInput
              label={t('inform.note')}
              maxLength={500}
              value={informed.note}
              onChange={(note) => onChange({ informed: { ...informed, note } })}
            />
          </>
        )}
      </Fieldset>
    </>
  );
}

const NOBODY_INFORMED = {
  at: '',
  by: '',
  inmate: false,
  visitor: false,
  representations: false,
  note: '',
} as const;

/** Suspensions and pauses (R45). */
function Held({ record, onChange, errors }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { suspensions, pauses } = record;
  const startAndMinutes = (
    column: 'suspensions' | 'pauses',
    index: number,
    item: { readonly start: string; readonly minutes: string },
    change: (part: { readonly start?: string; readonly minutes?: string }) => void,
  ) => (
    <>
      <TextInput
        id={recordId(column, `${index}-start`)}
        test={recordId(column, `${index}-start`)}
        label={t('tracking.record.start')}
        hint={t('tracking.record.instantHint')}
        maxLength={16}
        value={item.start}
        error={errorOf(errors, recordId(column, `${index}-start`))}
        onChange={(start) => change({ start })}
      />
      <TextInput
        id={recordId(column, `${index}-minutes`)}
        test={recordId(column, `${index}-minutes`)}
        label={t('tracking.record.minutes')}
        maxLength={4}
        value={item.minutes}
        error={errorOf(errors, recordId(column, `${index}-minutes`))}
        onChange={(minutes) => change({ minutes })}
      />
    </>
  );
  return (
    <>
      <List
        column="suspensions"
        items={suspensions}
        empty={{ start: record.instants.actualStart, minutes: '', authority: '', reason: '' }}
        onChange={(items) => onChange({ suspensions: items })}
      >
        {(item, index) => {
          const change = (part: Partial<typeof item>) =>
            onChange({
              suspensions: suspensions.map((one, at) => (at === index ? { ...one, ...part } : one)),
            });
          return (
            <>
              {startAndMinutes('suspensions', index, item, change)}
              <TextInput
                label={t('tracking.column.outcomeAuthority')}
                maxLength={200}
                value={item.authority}
                onChange={(authority) => change({ authority })}
              />
              <TextInput
                label={t('suspend.reason')}
                maxLength={1000}
                value={item.reason}
                onChange={(reason) => change({ reason })}
              />
            </>
          );
        }}
      </List>
      <List
        column="pauses"
        items={pauses}
        empty={{ start: record.instants.actualStart, minutes: '', cause: 'other' }}
        onChange={(items) => onChange({ pauses: items })}
      >
        {(item, index) => {
          const change = (part: Partial<typeof item>) =>
            onChange({ pauses: pauses.map((one, at) => (at === index ? { ...one, ...part } : one)) });
          return (
            <>
              {startAndMinutes('pauses', index, item, change)}
              <Select
                label={t('tracking.record.cause')}
                value={item.cause}
                options={PAUSE_CAUSES.map((value) => ({ value, label: t(`pause.${value}`) }))}
                onChange={(cause) => change({ cause })}
              />
            </>
          );
        }}
      </List>
    </>
  );
}

/** What the session went on without, on whose authority (R10, R11, R15). */
function Exceptions({ record, onChange }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { exception } = record;
  const now = exception ?? { names: [], authority: '', reason: '' };
  const put = (next: typeof now) =>
    onChange({
      exception: next.names.length === 0 && next.authority === '' && next.reason === '' ? null : next,
    });
  return (
    <Fieldset legend={t('tracking.column.exception')}>
      {EXCEPTIONS.map((name) => (
        <Checkbox
          key={name}
          label={t(`exception.${name}`)}
          checked={now.names.includes(name)}
          test={recordId('exception', name)}
          onChange={(checked) =>
            put({
              ...now,
              names: EXCEPTIONS.filter((one) => (one === name ? checked : now.names.includes(one))),
            })
          }
        />
      ))}
      <TextInput
        label={t('tracking.column.outcomeAuthority')}
        maxLength={200}
        value={now.authority}
        onChange={(authority) => put({ ...now, authority })}
      />
      <TextInput
        label={t('suspend.reason')}
        maxLength={500}
        value={now.reason}
        onChange={(reason) => put({ ...now, reason })}
      />
    </Fieldset>
  );
}

/** The checks of R4, each with its verdict and the reason for going on without it. */
function Checks({ record, onChange }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { checks, overrides } = record;
  const without = (name: CheckName) => {
    const { [name]: _removed, ...rest } = checks;
    return rest;
  };
  const putOverride = (name: CheckName, reason: string) => {
    const { [name]: _former, ...rest } = overrides;
    onChange({ overrides: reason === '' ? rest : { ...rest, [name]: reason } });
  };
  return (
    <Fieldset legend={t('tracking.column.checks')}>
      {CHECK_NAMES.map((name) => (
        <div key={name} className={styles['entry-child']}>
          <Select
            label={t(`check.${name}`)}
            value={checks[name] ?? ''}
            options={[
              { value: '', label: t('tracking.record.notDone') },
              ...VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) })),
            ]}
            test={recordId('checks', name)}
            onChange={(value) => {
              const verdict = VERDICTS.find((one) => one === value);
              onChange({ checks: verdict === undefined ? without(name) : { ...checks, [name]: verdict } });
            }}
          />
          <TextInput
            label={t('tracking.record.override')}
            maxLength={300}
            value={overrides[name] ?? ''}
            test={recordId('overrides', name)}
            onChange={(reason) => putOverride(name, reason)}
          />
        </div>
      ))}
    </Fieldset>
  );
}
