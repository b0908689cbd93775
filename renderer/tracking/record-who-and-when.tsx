import { useTranslation } from 'react-i18next';
import { SESSION_KINDS } from '../../shared/sync/rows.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import { Checkbox, RadioGroup } from '../components/choice.tsx';
import { Select, TextArea, TextInput } from '../components/field.tsx';
import { RECORD_INSTANTS, RECORD_NUMBERS, RECORD_TEXTS, recordId, type Adult } from './record-form.ts';
import { Beside, errorOf, List, type RecordFieldsProps } from './record-parts.tsx';

const SUPERVISION = ['supervised', 'unsupervised', 'both', 'none'] as const;
/** Texts of one line before the outcome's own. */
const TEXTS = [
  'inmateName',
  'inmateFps',
  'reference',
  'siteListDate',
  'facilitator',
  'noticeVersion',
] as const;

/** Whose visit it was, where and when (R53). */
export function WhoAndWhen({ record, onChange, errors }: RecordFieldsProps) {
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
