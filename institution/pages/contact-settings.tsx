import { useState } from 'react';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { inOrder } from '../../renderer/visit/both.tsx';
import { useWording } from '../../renderer/wording.ts';
import { ClosingPreview } from './closing-preview.tsx';
import { SettingCard, settingOf, type CardProps } from './setting-card.tsx';
import styles from './institution.module.css';

/** Whom staff call. */
export function TelephonesCard(props: CardProps) {
  const { t } = useWording();
  const kept = settingOf(props.settings, 'telephones');
  const [it, setIt] = useState(kept?.it ?? '');
  const [visits, setVisits] = useState(kept?.visitsAndCorrespondence ?? '');
  const row = { ...kept, it: it.trim() || null, visitsAndCorrespondence: visits.trim() || null };
  return (
    <SettingCard
      {...props}
      name="telephones"
      title={t('institution.settings.telephones')}
      rows={{ telephones: row }}
    >
      {() => (
        <div className={styles['columns']}>
          <TextInput
            label={t('institution.settings.telephoneIt')}
            maxLength={100}
            value={it}
            onChange={setIt}
            test="setting-telephone-it"
          />
          <TextInput
            label={t('institution.settings.telephoneVisits')}
            maxLength={100}
            value={visits}
            onChange={setVisits}
          />
        </div>
      )}
    </SettingCard>
  );
}

const MOST_SUPPORT = 8;

/** Where families find support: on the closing page of every visit (R55), previewed as it is shown there. */
export function SupportCard(props: CardProps) {
  const { t, language: own } = useWording();
  const [entries, setEntries] = useState(settingOf(props.settings, 'support') ?? []);
  const id = (index: number) => `setting-support-${index}`;
  const errors = entries.flatMap(({ name, detail }, index) =>
    [name.en, name.fr, detail.en, detail.fr].some((text) => text.trim() === '')
      ? [{ id: id(index), text: t('institution.settings.bothLanguages') }]
      : [],
  );
  const change = (index: number, part: Partial<(typeof entries)[number]>) =>
    setEntries(entries.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  return (
    <SettingCard
      {...props}
      name="support"
      title={t('institution.settings.support')}
      errors={errors}
      rows={{ support: entries.length === 0 ? null : entries }}
    >
      {(errorOf) => (
        <>
          <p>{t('institution.settings.supportLead')}</p>
          {entries.map(({ name, detail }, index) => (
            <fieldset key={index} className={styles['columns']}>
              <legend className="visually-hidden">
                {t('institution.settings.entry', { number: index + 1 })}
              </legend>
              {inOrder(own).map((language) => (
                <div key={language} className="stack">
                  <TextInput
                    {...(language === own ? { id: id(index), error: errorOf(id(index)) } : {})}
                    label={t(`institution.settings.supportName.${language}`)}
                    maxLength={200}
                    value={name[language]}
                    onChange={(text) => change(index, { name: { ...name, [language]: text } })}
                  />
                  <TextInput
                    label={t(`institution.settings.supportDetail.${language}`)}
                    maxLength={300}
                    value={detail[language]}
                    onChange={(text) => change(index, { detail: { ...detail, [language]: text } })}
                  />
                </div>
              ))}
              <Button
                size="small"
                variant="quiet"
                icon="cross"
                onPress={() => setEntries(entries.filter((_, at) => at !== index))}
              >
                {t('institution.settings.removeEntry', { number: index + 1 })}
              </Button>
            </fieldset>
          ))}
          <div>
            <Button
              size="small"
              icon="plus"
              disabled={entries.length >= MOST_SUPPORT}
              test="setting-support-add"
              onPress={() =>
                setEntries([...entries, { name: { en: '', fr: '' }, detail: { en: '', fr: '' } }])
              }
            >
              {t('institution.settings.addEntry')}
            </Button>
          </div>
          <ClosingPreview support={entries} />
        </>
      )}
    </SettingCard>
  );
}
