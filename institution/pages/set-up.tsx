import { useState } from 'react';
import { formatDate, formatTime, zoneName } from '../../shared/language/format.ts';
import { PROVINCES } from '../../shared/sync/rows.ts';
import { currentZoneTable } from '../../shared/zones/zone-table.ts';
import { ErrorSummary, type FieldError } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { RadioGroup } from '../../renderer/components/choice.tsx';
import { Select, TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { inOrder } from '../../renderer/visit/both.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { SetUpForm } from '../core/set-up-form.ts';
import { useHost, useNow } from './host.ts';
import { INSTITUTIONS } from './institutions.ts';
import { NewPin, pinErrors, type PinDraft } from './new-pin.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import styles from './institution.module.css';

const OTHER = 'other';
const IDS = {
  code: 'setup-code',
  institution: 'setup-institution',
  nameIn: { en: 'setup-name-en', fr: 'setup-name-fr' },
  location: { en: 'setup-location-en', fr: 'setup-location-fr' },
  person: 'setup-person',
};
const BLANK: SetUpForm['institution'] = {
  name: { en: '', fr: '' },
  province: 'ON',
  zone: 'America/Toronto',
  firstLanguage: 'en',
};

/** The first start of a station without a server (R64): who the institution is, and its first person. */
export function SetUp() {
  const { t, language } = useWording();
  const now = useNow();
  const { zone } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [code, setCode] = useState('');
  const [chosen, setChosen] = useState('');
  const [other, setOther] = useState(BLANK);
  const [location, setLocation] = useState({ en: '', fr: '' });
  const [person, setPerson] = useState('');
  const [pin, setPin] = useState<PinDraft>({ pin: '', again: '' });
  const languages = inOrder(language);
  const institution = chosen === OTHER ? other : INSTITUTIONS[chosen];

  const missing = (id: string, value: string, text: string): readonly FieldError[] =>
    value.trim() === '' ? [{ id, text }] : [];
  const form = useErrors([
    ...missing(IDS.code, code, t('institution.setUp.codeMissing')),
    ...missing(IDS.institution, chosen, t('institution.setUp.institutionMissing')),
    ...(chosen === OTHER ? languages : []).flatMap((of) =>
      missing(IDS.nameIn[of], other.name[of], t(`institution.setUp.nameMissing.${of}`)),
    ),
    ...languages.flatMap((of) =>
      missing(IDS.location[of], location[of], t(`institution.setUp.locationMissing.${of}`)),
    ),
    ...missing(IDS.person, person, t('institution.staff.nameMissing')),
    ...pinErrors(pin, t),
  ]);

  const submit = async () => {
    if (!form.check() || institution === undefined) return;
    await call('institution.set-up', {
      code,
      pin: pin.pin,
      form: { institution, location, person: person.trim() },
    });
  };

  return (
    <form
      className={styles['start']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="stack stack-loose">
        <PageHeader title={t('institution.setUp.title')} lead={t('institution.setUp.lead')} />
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <Card title={t('institution.setUp.institution')}>
          <div className="stack">
            <TextInput
              id={IDS.code}
              label={t('institution.setUp.code')}
              hint={t('institution.setUp.codeHint')}
              required
              maxLength={60}
              value={code}
              error={form.errorOf(IDS.code)}
              onChange={setCode}
              test="setup-code"
            />
            <Select
              id={IDS.institution}
              label={t('institution.setUp.name')}
              required
              value={chosen}
              error={form.errorOf(IDS.institution)}
              onChange={setChosen}
              options={[
                { value: '', label: t('common.choose') },
                ...Object.entries(INSTITUTIONS).map(([value, { name }]) => ({
                  value,
                  label: name[language],
                })),
                { value: OTHER, label: t('institution.setUp.other') },
              ]}
              test="setup-institution"
            />
            {chosen === OTHER && (
              <OtherInstitution value={other} onChange={setOther} errorOf={form.errorOf} />
            )}
            {languages.map((of) => (
              <TextInput
                key={of}
                id={IDS.location[of]}
                label={t(`institution.setUp.location.${of}`)}
                hint={of === language ? t('institution.setUp.locationHint') : undefined}
                required
                maxLength={200}
                value={location[of]}
                error={form.errorOf(IDS.location[of])}
                onChange={(text) => setLocation({ ...location, [of]: text })}
                test={`setup-location-${of}`}
              />
            ))}
            <p>
              {t('institution.setUp.clock', {
                date: formatDate(now, zone, language),
                time: formatTime(now, zone, language),
                zone: zoneName(zone, now, language),
              })}
            </p>
          </div>
        </Card>
        <Card title={t('institution.setUp.person')}>
          <div className="stack">
            <p>{t('institution.setUp.personLead')}</p>
            <TextInput
              id={IDS.person}
              label={t('institution.staff.name')}
              required
              maxLength={200}
              value={person}
              error={form.errorOf(IDS.person)}
              onChange={setPerson}
              test="setup-person"
            />
            <NewPin value={pin} onChange={setPin} errorOf={form.errorOf} />
          </div>
        </Card>
        <div>
          <Button type="submit" variant="primary" size="large" busy={busy !== null} test="setup-submit">
            {t('institution.setUp.submit')}
          </Button>
        </div>
      </div>
    </form>
  );
}

function OtherInstitution(props: {
  readonly value: SetUpForm['institution'];
  readonly onChange: (value: SetUpForm['institution']) => void;
  readonly errorOf: (id: string) => string | null;
}) {
  const { t, language } = useWording();
  const now = useNow();
  const { value, onChange, errorOf } = props;
  const zones = Object.keys(currentZoneTable().zones);
  return (
    <div className={styles['columns']}>
      {inOrder(language).map((of) => (
        <TextInput
          key={of}
          id={IDS.nameIn[of]}
          label={t(`institution.setUp.nameIn.${of}`)}
          required
          maxLength={200}
          value={value.name[of]}
          error={errorOf(IDS.nameIn[of])}
          onChange={(text) => onChange({ ...value, name: { ...value.name, [of]: text } })}
          test={`setup-name-${of}`}
        />
      ))}
      <Select
        label={t('institution.setUp.province')}
        value={value.province}
        onChange={(chosen) => {
          const province = PROVINCES.find((known) => known === chosen);
          if (province !== undefined) onChange({ ...value, province });
        }}
        options={PROVINCES.map((known) => ({ value: known, label: t(`province.${known}`) }))}
      />
      <Select
        label={t('institution.setUp.zone')}
        value={value.zone}
        onChange={(zone) => onChange({ ...value, zone })}
        options={zones.map((zone) => ({ value: zone, label: `${zone} (${zoneName(zone, now, language)})` }))}
      />
      <RadioGroup
        legend={t('institution.setUp.firstLanguage')}
        inline
        value={value.firstLanguage}
        onChange={(firstLanguage) => onChange({ ...value, firstLanguage })}
        options={[
          { value: 'en', label: t('institution.language.en') },
          { value: 'fr', label: t('institution.language.fr') },
        ]}
      />
    </div>
  );
}
