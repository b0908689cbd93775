import { useState } from 'react';
import { TextArea, TextInput } from '../../renderer/components/field.tsx';
import { inOrder } from '../../renderer/visit/both.tsx';
import { useWording } from '../../renderer/wording.ts';
import { useHost } from './host.ts';
import { SettingCard, settingOf, type CardProps } from './setting-card.tsx';
import styles from './institution.module.css';

const NOTICE_ID = 'setting-notice';

/** The institution's own notice, both languages side by side as they are shown (R20, R21). */
export function NoticeCard(props: CardProps) {
  const { t, language: own } = useWording();
  const { notice: shown, firstLanguage } = useHost();
  const notice = settingOf(props.settings, 'notice') ?? shown;
  const [version, setVersion] = useState(notice.version);
  const [title, setTitle] = useState({ en: notice.title.en, fr: notice.title.fr });
  const [strip, setStrip] = useState({ en: notice.strip.en, fr: notice.strip.fr });
  const [privileged, setPrivileged] = useState({ en: notice.privileged.en, fr: notice.privileged.fr });
  const [body, setBody] = useState({
    en: notice.paragraphs.map(({ en }) => en).join('\n\n'),
    fr: notice.paragraphs.map(({ fr }) => fr).join('\n\n'),
  });
  const paragraphs = { en: paragraphsOf(body.en), fr: paragraphsOf(body.fr) };
  const texts = [title, strip, privileged].flatMap(({ en, fr }) => [en, fr]);
  const areSame = paragraphs.en.length === paragraphs.fr.length && paragraphs.en.length > 0;
  const problem =
    version.trim() === '' || texts.some((text) => text.trim() === '')
      ? t('institution.settings.bothLanguages')
      : areSame
        ? null
        : t('institution.settings.paragraphsDiffer', {
            english: paragraphs.en.length,
            french: paragraphs.fr.length,
          });
  const row = {
    ...settingOf(props.settings, 'notice'),
    ...{ version: version.trim(), title, strip, privileged },
    paragraphs: paragraphs.en.map((en, index) => ({ en, fr: paragraphs.fr[index] ?? '' })),
  };
  return (
    <SettingCard
      {...props}
      name="notice"
      title={t('institution.settings.notice')}
      errors={problem === null ? [] : [{ id: NOTICE_ID, text: problem }]}
      rows={{ notice: row }}
    >
      {(errorOf) => (
        <>
          <p>{t('institution.settings.noticeLead')}</p>
          <TextInput
            id={NOTICE_ID}
            label={t('institution.settings.noticeVersion')}
            hint={t('institution.settings.noticeVersionHint')}
            maxLength={40}
            value={version}
            error={errorOf(NOTICE_ID)}
            onChange={setVersion}
            test="setting-notice-version"
          />
          <div className={styles['columns']}>
            {inOrder(own).map((language) => (
              <div key={language} className="stack">
                <TextInput
                  label={t(`institution.settings.noticeTitle.${language}`)}
                  maxLength={200}
                  value={title[language]}
                  onChange={(text) => setTitle({ ...title, [language]: text })}
                />
                <TextArea
                  label={t(`institution.settings.noticeText.${language}`)}
                  maxLength={6000}
                  rows={10}
                  value={body[language]}
                  onChange={(text) => setBody({ ...body, [language]: text })}
                />
                <TextInput
                  label={t(`institution.settings.noticePrivileged.${language}`)}
                  maxLength={500}
                  value={privileged[language]}
                  onChange={(text) => setPrivileged({ ...privileged, [language]: text })}
                />
                <TextInput
                  label={t(`institution.settings.noticeStrip.${language}`)}
                  maxLength={200}
                  value={strip[language]}
                  onChange={(text) => setStrip({ ...strip, [language]: text })}
                />
              </div>
            ))}
          </div>
          <h3>{t('institution.settings.preview')}</h3>
          <div className={styles['columns']} data-test="notice-preview">
            {inOrder(firstLanguage).map((language) => (
              <section key={language} lang={language} className={styles['preview']}>
                <p>
                  <strong>{title[language]}</strong>
                </p>
                {paragraphs[language].map((text) => (
                  <p key={text}>{text}</p>
                ))}
                <p>
                  <strong>{strip[language]}</strong>
                </p>
              </section>
            ))}
          </div>
        </>
      )}
    </SettingCard>
  );
}

function paragraphsOf(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
