import { useTranslation } from 'react-i18next';
import { textIn, type LocalText } from '../../shared/language/local-text.ts';
import { relationshipCode, RELATIONSHIPS } from '../../shared/language/relationship.ts';
import { Select, TextInput } from './field.tsx';

const OTHER = 'other';

interface RelationshipFieldProps {
  readonly value: LocalText;
  readonly onChange: (value: LocalText) => void;
  readonly test?: string;
}

/** A person's relationship to the inmate: a known one has words in both languages; another is written in each. */
export function RelationshipField({ value, onChange, test }: RelationshipFieldProps) {
  const { t } = useTranslation();
  const isEmpty = value === '';
  const chosen = isEmpty ? '' : (relationshipCode(value) ?? OTHER);
  const own = { en: textIn(value, 'en'), fr: textIn(value, 'fr') };
  return (
    <>
      <Select
        label={t('relationshipField.label')}
        value={chosen}
        options={[
          { value: '', label: t('relationshipField.none') },
          ...RELATIONSHIPS.map((code) => ({ value: code, label: t(`relationship.${code}`) })),
          { value: OTHER, label: t('relationshipField.other') },
        ]}
        {...(test !== undefined && { test })}
        onChange={(next) => onChange(next === OTHER ? { en: '', fr: '' } : next)}
      />
      {chosen === OTHER &&
        (['en', 'fr'] as const).map((language) => (
          <TextInput
            key={language}
            label={t(`relationshipField.${language}`)}
            maxLength={200}
            value={own[language]}
            {...(test !== undefined && { test: `${test}-${language}` })}
            onChange={(text) => onChange({ ...own, [language]: text })}
          />
        ))}
    </>
  );
}
