import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choice.tsx';
import { FieldMessage, Select, TextInput } from '../../components/field.tsx';
import { RelationshipField } from '../../components/relationship-field.tsx';
import { Card } from '../../components/status.tsx';
import { useWording } from '../../wording.ts';
import { NOBODY, WALK_UP_IDS, type WalkUpForm, type WalkUpPerson } from './walk-up-form.ts';
import styles from './walk-up.module.css';

interface PeopleFieldsProps {
  readonly people: WalkUpForm['people'];
  readonly errorOf: (id: string) => string | null;
  readonly onChange: (people: WalkUpForm['people']) => void;
  /** Whether a child's documents on file are asked. */
  readonly documents?: boolean;
}

const ROLES: readonly WalkUpPerson['role'][] = ['child', 'accompanying-adult', 'contact'];

/** The participants at the community site. */
export function PeopleFields({ people, errorOf, onChange, documents = false }: PeopleFieldsProps) {
  const { t } = useWording();
  const change = (index: number, part: Partial<WalkUpPerson>) =>
    onChange(people.map((person, at) => (at === index ? { ...person, ...part } : person)));
  const error = errorOf(WALK_UP_IDS.people);
  return (
    <Card title={t('open.people')}>
      <div className="stack" id={WALK_UP_IDS.people} tabIndex={-1}>
        {error !== null && <FieldMessage>{error}</FieldMessage>}
        {people.map((person, index) => (
          <fieldset key={index} className={styles['walk-up-person']} data-test={`person-${index}`}>
            <legend className="visually-hidden">{t('walkUp.person', { number: index + 1 })}</legend>
            <Select
              label={t('walkUp.role')}
              value={person.role}
              options={ROLES.map((value) => ({ value, label: t(`participant.${value}`) }))}
              onChange={(value) => change(index, { role: ROLES.find((role) => role === value) ?? 'contact' })}
              test={`person-role-${index}`}
            />
            <TextInput
              id={WALK_UP_IDS.personName(index)}
              label={t('walkUp.name')}
              required
              maxLength={200}
              value={person.name}
              error={errorOf(WALK_UP_IDS.personName(index))}
              onChange={(name) => change(index, { name })}
              test={`person-name-${index}`}
            />
            <TextInput
              id={WALK_UP_IDS.birthDate(index)}
              kind="date"
              label={t('walkUp.born')}
              value={person.birthDate}
              error={errorOf(WALK_UP_IDS.birthDate(index))}
              onChange={(birthDate) => change(index, { birthDate })}
              test={`person-born-${index}`}
            />
            <RelationshipField
              value={person.relationship}
              onChange={(relationship) => change(index, { relationship })}
              test={`person-relationship-${index}`}
            />
            <div className={styles['walk-up-person-checks']}>
              <Checkbox
                label={t('adult.approved')}
                checked={person.approvedVisitor}
                onChange={(approvedVisitor) => change(index, { approvedVisitor })}
                test={`person-approved-${index}`}
              />
              {person.role === 'accompanying-adult' && (
                <Checkbox
                  label={t('adult.guardian')}
                  checked={person.guardianAuthorization}
                  onChange={(guardianAuthorization) => change(index, { guardianAuthorization })}
                  test={`person-guardian-${index}`}
                />
              )}
              {documents && person.role === 'child' && (
                <Checkbox
                  label={t('people.documents')}
                  checked={person.documents}
                  onChange={(onFile) => change(index, { documents: onFile })}
                  test={`person-documents-${index}`}
                />
              )}
              <Button
                variant="quiet"
                icon="cross"
                test={`person-remove-${index}`}
                onPress={() => onChange(people.filter((_, at) => at !== index))}
              >
                {t('walkUp.removePerson', { number: index + 1 })}
              </Button>
            </div>
          </fieldset>
        ))}
        <div>
          <Button icon="plus" size="small" test="person-add" onPress={() => onChange([...people, NOBODY])}>
            {t('walkUp.addPerson')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
