import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  EXCEPTIONS,
  type CheckName,
  CHECK_NAMES,
  OUTCOMES,
  PARTIES,
  PAUSE_CAUSES,
} from '../../shared/session/entries.ts';
import { SESSION_KINDS } from '../../shared/sync/rows.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { FieldError } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Checkbox, Fieldset, RadioGroup } from '../components/choice.tsx';
import { Select, TextArea, TextInput } from '../components/field.tsx';
import { Card } from '../components/status.tsx';
import {
  RECORD_INSTANTS,
  RECORD_NUMBERS,
  RECORD_TEXTS,
  recordId,
  type Adult,
  type RecordForm,
} from './record-form.ts';
import styles from './tracking.module.css';

interface RecordFieldsProps {
  readonly level: 2 | 3;
  readonly record: RecordForm;
  readonly onChange: (change: Partial<RecordForm>) => void;
  readonly errors: readonly FieldError[];
}

const SUPERVISION = ['supervised', 'unsupervised', 'both', 'none'] as const;
const NOTIFIED = ['visitor', 'inmate', 'site'] as const;
const VERDICTS = ['pass', 'fail', 'not-needed'] as const;
/** Texts of one line before the outcome's own. */
const TEXTS = [
  'inmateName',
  'inmateFps',
  'reference',
  'siteListDate',
  'facilitator',
  'noticeVersion',
] as const;

/** What the station recorded, folded away: seldom wrong, and yet to be corrected where it is (R52). */
export function RecordFields(props: RecordFieldsProps) {
  const { t } = useTranslation();
  const { errors } = props;
  const isWrong = errors.some(({ id }) => id.startsWith('record-'));
  return (
    <Card title={t('tracking.record.title')} level={props.level}>
      <details open={isWrong || undefined} data-test="record-fields">
        <summary>{t('tracking.record.open')}</summary>
        <div className="stack">
          <WhoAndWhen {...props} />
          <HowItEnded {...props} />
          <Held {...props} />
          <Exceptions {...props} />
          <Checks {...props} />
        </div>
      </details>
    </Card>
  );
}

function errorOf(errors: readonly FieldError[], id: string): string | null {
  return errors.find((error) => error.id === id)?.text ?? null;
}

/** Short controls beside each other. */
function Beside({ children }: { readonly children: ReactNode }) {
  return <div className={styles['entry-checks']}>{children}</div>;
}

function WhoAndWhen({ record, onChange, errors }: RecordFieldsProps) {
  const { t } = useTranslation();
  const { texts, numbers, instants, siteNames } = record;
  const label = (column: Column) => t(`tracking.column.${column}`);
  return (
    <>
      <Beside>
        <Select
          label={label('kind')}
          value={record.kind}
          options={SESSION_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          test="record-kind"
          onChange={(value) => onChange({ kind: SESSION_KINDS.find((one) => one === value) ?? record.kind })}
        />
        {TEXTS.map((column) => (
          <TextInput
            key={column}
            id={recordId(column)}
            test={recordId(column)}
            label={label(column)}
            maxLength={RECORD_TEXTS[column]}
            value={texts[column]}
            error={errorOf(errors, recordId(column))}
            onChange={(value) => onChange({ texts: { ...texts, [column]: value } })}
          />
        ))}
        <TextInput
          label={t('tracking.record.siteEn')}
          maxLength={200}
          value={siteNames.en}
          onChange={(en) => onChange({ siteNames: { ...siteNames, en } })}
        />
        <TextInput
          label={t('tracking.record.siteFr')}
          maxLength={200}
          value={siteNames.fr}
          onChange={(fr) => onChange({ siteNames: { ...siteNames, fr } })}
        />
        {RECORD_INSTANTS.map((column) => (
          <TextInput
            key={column}
            id={recordId(column)}
            test={recordId(column)}
            label={label(column)}
            hint={t('tracking.record.instantHint')}
            maxLength={16}
            value={instants[column]}
            error={errorOf(errors, recordId(column))}
            onChange={(value) => onChange({ instants: { ...instants, [column]: value } })}
          />
        ))}
        {RECORD_NUMBERS.map((column) => (
          <TextInput
            key={column}
            id={recordId(column)}
            test={recordId(column)}
            label={label(column)}
            maxLength={4}
            value={numbers[column]}
            error={errorOf(errors, recordId(column))}
            onChange={(value) => onChange({ numbers: { ...numbers, [column]: value } })}
          />
        ))}
        <Select
          label={label('supervision')}
          value={record.supervision}
          options={SUPERVISION.map((value) => ({ value, label: t(`supervision.${value}`) }))}
          test="record-supervision"
          onChange={(value) =>
            onChange({ supervision: SUPERVISION.find((one) => one === value) ?? record.supervision })
          }
        />
      </Beside>
      <TextArea
        label={label('responsibles')}
        hint={t('tracking.entry.contactsHint')}
        rows={2}
        maxLength={RECORD_TEXTS.responsibles}
        value={texts.responsibles}
        test="record-responsibles"
        onChange={(responsibles) => onChange({ texts: { ...texts, responsibles } })}
      />
      <Checkbox
        label={label('walkUp')}
        checked={record.walkUp}
        test="record-walkUp"
        onChange={(walkUp) => onChange({ walkUp })}
      />
      <FurtherAdults record={record} onChange={onChange} />
    </>
  );
}

const EMPTY_ADULT: Adult = {
  name: '',
  majority: 'unknown',
  approvedVisitor: false,
  guardianAuthorization: 'not-needed',
};

function FurtherAdults({ record, onChange }: Pick<RecordFieldsProps, 'record' | 'onChange'>) {
  const { t } = useTranslation();
  const { furtherAdults } = record;
  const change = (index: number, part: Partial<Adult>) =>
    onChange({ furtherAdults: furtherAdults.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const options = <T extends string>(values: readonly T[], word: (value: T) => string) =>
    values.map((value) => ({ value, label: word(value) }));
  return (
    <List
      column="furtherAdults"
      items={furtherAdults}
      onChange={(items) => onChange({ furtherAdults: items })}
      empty={EMPTY_ADULT}
    >
      {(adult, index) => (
        <>
          <TextInput
            label={t('tracking.entry.adultName')}
            maxLength={200}
            value={adult.name}
            test={recordId('furtherAdults', `${index}-name`)}
            onChange={(name) => change(index, { name })}
          />
          <RadioGroup
            legend={t('tracking.entry.majority')}
            value={adult.majority}
            options={options(['yes', 'no', 'unknown'] as const, (value) => t(`majority.${value}`))}
            onChange={(majority) => change(index, { majority })}
          />
          <RadioGroup
            legend={t('tracking.entry.guardian')}
            value={adult.guardianAuthorization}
            options={options(['yes', 'no', 'not-needed'] as const, (value) =>
              t(`tracking.value.guardian.${value}`),
            )}
            onChange={(guardianAuthorization) => change(index, { guardianAuthorization })}
          />
          <Checkbox
            label={t('tracking.entry.approvedVisitor')}
            checked={adult.approvedVisitor}
            onChange={(approvedVisitor) => change(index, { approvedVisitor })}
          />
        </>
      )}
    </List>
  );
}

/** A list whose items can be changed, added and removed. */
function List<T>(props: {
  readonly column: Column;
  readonly items: readonly T[];
  readonly empty: T;
  readonly onChange: (items: readonly T[]) => void;
  readonly children: (item: T, index: number) => ReactNode;
}) {
  const { t } = useTranslation();
  const { column, items, onChange } = props;
  const name = t(`tracking.column.${column}`);
  return (
    <Fieldset legend={name}>
      {items.map((item, index) => (
        <div key={index} className={styles['entry-child']}>
          {props.children(item, index)}
          <Button
            variant="quiet"
            icon="cross"
            test={recordId(column, `${index}-remove`)}
            onPress={() => onChange(items.filter((_, at) => at !== index))}
          >
            {t('tracking.record.remove', { name, number: index + 1 })}
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          test={recordId(column, 'add')}
          onPress={() => onChange([...items, props.empty])}
        >
          {t('tracking.record.add', { name })}
        </Button>
      </div>
    </Fieldset>
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
