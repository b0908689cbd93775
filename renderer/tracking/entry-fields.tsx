import { useTranslation } from 'react-i18next';
import { AGE_GROUPS, type AgeGroup } from '../../shared/tracking/age-group.ts';
import type { FieldError } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Checkbox, RadioGroup } from '../components/choice.tsx';
import { Select, TextArea, TextInput } from '../components/field.tsx';
import { RelationshipField } from '../components/relationship-field.tsx';
import { Card } from '../components/status.tsx';
import { FIELD_IDS, type EntryForm } from './entry-form.ts';
import { RecordFields } from './record-fields.tsx';
import styles from './tracking.module.css';

interface EntryFieldsProps {
  /** The level of the headings: one below the page's or the dialog's title. */
  readonly level: 2 | 3;
  readonly form: EntryForm;
  readonly onChange: (change: Partial<EntryForm>) => void;
  /** Shown beside their fields; empty before the first attempt to save. */
  readonly errors: readonly FieldError[];
}

/** The fields of an entry that people can correct. */
export function EntryFields(props: EntryFieldsProps) {
  return (
    <div className="stack">
      <ChildrenFields {...props} />
      <AdultFields {...props} />
      <VisitFields {...props} />
      <ObservationFields {...props} />
      <RecordFields
        level={props.level}
        record={props.form.record}
        onChange={(change) => props.onChange({ record: { ...props.form.record, ...change } })}
        errors={props.errors}
      />
    </div>
  );
}

function errorOf(errors: readonly FieldError[], id: string): string | null {
  return errors.find((error) => error.id === id)?.text ?? null;
}

function ChildrenFields({ form, onChange, errors, level }: EntryFieldsProps) {
  const { t } = useTranslation();
  const { children } = form;
  const change = (index: number, part: Partial<(typeof children)[number]>) =>
    onChange({ children: children.map((child, at) => (at === index ? { ...child, ...part } : child)) });
  const remove = (index: number) => onChange({ children: children.filter((_, at) => at !== index) });
  const add = () =>
    onChange({ children: [...children, { name: '', ageGroup: 'unknown', relationship: '' }] });
  return (
    <Card title={t('tracking.entry.children')} level={level}>
      <div className="stack">
        {children.length === 0 && <p className="soft">{t('tracking.entry.noChildren')}</p>}
        {children.map((child, index) => (
          <fieldset key={index} className={styles['entry-child']} data-test={`child-${index}`}>
            <legend className="visually-hidden">{t('tracking.entry.child', { number: index + 1 })}</legend>
            <TextInput
              id={FIELD_IDS.childName(index)}
              label={t('tracking.entry.childName')}
              value={child.name}
              maxLength={200}
              error={errorOf(errors, FIELD_IDS.childName(index))}
              onChange={(name) => change(index, { name })}
            />
            <Select
              label={t('tracking.entry.ageGroup')}
              value={child.ageGroup}
              options={AGE_GROUPS.map((value) => ({ value, label: t(`tracking.value.ageGroup.${value}`) }))}
              onChange={(value) => change(index, { ageGroup: toAgeGroup(value) })}
            />
            <RelationshipField
              value={child.relationship}
              onChange={(relationship) => change(index, { relationship })}
              test={`child-relationship-${index}`}
            />
            <Button variant="quiet" icon="cross" onPress={() => remove(index)}>
              {t('tracking.entry.removeChild', { number: index + 1 })}
            </Button>
          </fieldset>
        ))}
        <div>
          <Button icon="plus" size="small" test="child-add" onPress={add}>
            {t('tracking.entry.addChild')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function toAgeGroup(value: string): AgeGroup {
  return AGE_GROUPS.find((group) => group === value) ?? 'unknown';
}

function AdultFields({ form, onChange, errors, level }: EntryFieldsProps) {
  const { t } = useTranslation();
  const { adult, hasAdult } = form;
  const change = (part: Partial<EntryForm['adult']>) => onChange({ adult: { ...adult, ...part } });
  return (
    <Card title={t('tracking.entry.adult')} level={level}>
      <div className="stack">
        <Checkbox
          label={t('tracking.entry.hasAdult')}
          checked={hasAdult}
          onChange={(checked) => onChange({ hasAdult: checked })}
        />
        {hasAdult && (
          <>
            <TextInput
              id={FIELD_IDS.adultName}
              label={t('tracking.entry.adultName')}
              value={adult.name}
              maxLength={200}
              error={errorOf(errors, FIELD_IDS.adultName)}
              onChange={(name) => change({ name })}
            />
            <div className={styles['entry-checks']}>
              <RadioGroup
                legend={t('tracking.entry.majority')}
                value={adult.majority}
                onChange={(majority) => change({ majority })}
                options={[
                  { value: 'yes', label: t('majority.yes') },
                  { value: 'no', label: t('majority.no') },
                  { value: 'unknown', label: t('majority.unknown') },
                ]}
              />
              <RadioGroup
                legend={t('tracking.entry.approvedVisitor')}
                value={adult.approvedVisitor ? 'yes' : 'no'}
                onChange={(value) => change({ approvedVisitor: value === 'yes' })}
                options={[
                  { value: 'yes', label: t('common.yes') },
                  { value: 'no', label: t('common.no') },
                ]}
              />
              <RadioGroup
                legend={t('tracking.entry.guardian')}
                value={adult.guardianAuthorization}
                onChange={(guardianAuthorization) => change({ guardianAuthorization })}
                options={[
                  { value: 'yes', label: t('tracking.value.guardian.yes') },
                  { value: 'no', label: t('tracking.value.guardian.no') },
                  { value: 'not-needed', label: t('tracking.value.guardian.not-needed') },
                ]}
              />
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

function VisitFields({ form, onChange, errors, level }: EntryFieldsProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('tracking.entry.visit')} level={level}>
      <div className="stack">
        <RadioGroup
          legend={t('tracking.entry.language')}
          inline
          value={form.language}
          onChange={(language) => onChange({ language })}
          options={[
            { value: 'en', label: t('tracking.value.language.en') },
            { value: 'fr', label: t('tracking.value.language.fr') },
            { value: 'none', label: t('tracking.entry.languageUnknown') },
          ]}
        />
        <TextArea
          label={t('tracking.entry.contacts')}
          hint={t('tracking.entry.contactsHint')}
          rows={2}
          maxLength={1000}
          value={form.contacts}
          onChange={(contacts) => onChange({ contacts })}
        />
        <TextArea
          label={t('tracking.entry.troubles')}
          hint={t('tracking.entry.troublesHint')}
          maxLength={500}
          value={form.troubles}
          test="entry-troubles"
          onChange={(troubles) => onChange({ troubles })}
        />
        <TextInput
          id={FIELD_IDS.minutesLost}
          label={t('tracking.entry.minutesLost')}
          width="short"
          maxLength={4}
          value={form.minutesLost}
          error={errorOf(errors, FIELD_IDS.minutesLost)}
          test="entry-minutes-lost"
          onChange={(minutesLost) => onChange({ minutesLost })}
        />
      </div>
    </Card>
  );
}

function ObservationFields({ form, onChange, errors, level }: EntryFieldsProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('tracking.entry.observations')} level={level}>
      <div className="stack">
        <RadioGroup
          legend={t('tracking.entry.source')}
          inline
          value={form.source}
          onChange={(source) => onChange({ source })}
          options={[
            { value: 'none', label: t('tracking.value.source.none') },
            { value: 'site', label: t('tracking.value.source.site') },
            { value: 'staff', label: t('tracking.value.source.staff') },
            { value: 'both', label: t('tracking.value.source.both') },
          ]}
        />
        {form.source !== 'none' && (
          <TextArea
            id={FIELD_IDS.observations}
            label={t('tracking.entry.text')}
            maxLength={1000}
            value={form.observations}
            error={errorOf(errors, FIELD_IDS.observations)}
            test="entry-observations"
            onChange={(observations) => onChange({ observations })}
          />
        )}
        {form.source === 'both' && (
          <TextArea
            id={FIELD_IDS.staffObservations}
            label={t('tracking.entry.staffText')}
            maxLength={1000}
            value={form.staffObservations}
            error={errorOf(errors, FIELD_IDS.staffObservations)}
            test="entry-staff-observations"
            onChange={(staffObservations) => onChange({ staffObservations })}
          />
        )}
        <TextInput
          label={t('tracking.entry.reference')}
          maxLength={100}
          value={form.reportReference}
          onChange={(reportReference) => onChange({ reportReference })}
        />
      </div>
    </Card>
  );
}
