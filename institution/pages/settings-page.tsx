import { useState, type ReactNode } from 'react';
import type { SettingKey, SettingRow } from '../../shared/settings/setting-rows.ts';
import { Alert, ErrorSummary, type FieldError } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Checkbox, RadioGroup } from '../../renderer/components/choice.tsx';
import { TextArea, TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { useHost, useIsHead } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

type Listed = CallOutput<'settings.list'>['settings'];
type CardProps = { readonly settings: Listed; readonly onSaved: () => void };

/** What the institution chooses for its station. Each card is saved by itself and is in force at once. */
export function SettingsPage() {
  const { t } = useWording();
  const isHead = useIsHead();
  const { call, refusal } = useInstitution();
  const [answer, reload] = useList(() => call('settings.list', {}), '');
  return (
    <>
      <PageHeader title={t('institution.settings.title')} lead={t('institution.settings.lead')} />
      <RefusalAlert refusal={refusal} />
      {!isHead && <Alert tone="info">{t('institution.settings.headOnly')}</Alert>}
      {answer !== null &&
        [SuspensionCard, OpeningCard, TimesCard, TelephonesCard, SupportCard, NoticeCard].map(
          (Settings, index) => <Settings key={index} settings={answer.settings} onSaved={reload} />,
        )}
    </>
  );
}

function settingOf<K extends SettingKey>(settings: Listed, key: K): SettingRow<K> | null {
  const value = settings.find((setting) => setting.key === key)?.value ?? null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the institution saves no value of another shape
  return value as SettingRow<K> | null;
}

function SettingCard(
  props: CardProps & {
    readonly title: string;
    readonly name: SettingKey;
    readonly errors?: readonly FieldError[];
    /** The rows to save; null is the station's default. */
    readonly rows: Readonly<Partial<Record<SettingKey, unknown>>>;
    readonly children: (errorOf: (id: string) => string | null) => ReactNode;
  },
) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const isHead = useIsHead();
  const form = useErrors(props.errors ?? []);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setSaved(false);
    if (!form.check()) return;
    for (const { key, ver } of props.settings) {
      if (!Object.hasOwn(props.rows, key)) continue;
      if ((await call('settings.set', { which: { key, ver }, value: props.rows[key] })) === null) return;
    }
    setSaved(true);
    props.onSaved();
  };
  return (
    <Card title={props.title} test={`setting-${props.name}`}>
      <div className="stack">
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        {saved && refusal === null && (
          <Alert tone="success" live="status" test={`setting-saved-${props.name}`}>
            {t('institution.settings.saved')}
          </Alert>
        )}
        {props.children(form.errorOf)}
        {isHead && (
          <div>
            <Button busy={busy !== null} test={`setting-save-${props.name}`} onPress={() => void save()}>
              {t('institution.save')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function SuspensionCard(props: CardProps) {
  const { t } = useWording();
  const [suspended, setSuspended] = useState(
    settingOf(props.settings, 'visits-suspended')?.suspended ?? false,
  );
  return (
    <SettingCard
      {...props}
      name="visits-suspended"
      title={t('institution.settings.suspension')}
      rows={{ 'visits-suspended': { suspended } }}
    >
      {() => (
        <Checkbox
          label={t('institution.settings.suspended')}
          hint={t('institution.settings.suspendedHint')}
          checked={suspended}
          onChange={setSuspended}
          test="setting-suspended"
        />
      )}
    </SettingCard>
  );
}

const WALK_UP = ['never', 'when-silent', 'always'] as const;
const OPENING_IDS = { tolerance: 'setting-tolerance', extension: 'setting-extension' };

function OpeningCard(props: CardProps) {
  const { t } = useWording();
  const kept = settingOf(props.settings, 'opening');
  const [tolerance, setTolerance] = useState(String(kept?.timingToleranceMinutes ?? 15));
  const [extension, setExtension] = useState(String(kept?.maximumExtensionMinutes ?? 60));
  const [checksMinor, setChecksMinor] = useState(kept?.checkChildIsMinor ?? true);
  const [walkUp, setWalkUp] = useState(kept?.walkUp ?? 'when-silent');
  const errors = [
    ...(isWithin(tolerance, 0, 240) ? [] : [{ id: OPENING_IDS.tolerance, text: range(t, 0, 240) }]),
    ...(isWithin(extension, 1, 240) ? [] : [{ id: OPENING_IDS.extension, text: range(t, 1, 240) }]),
  ];
  const row = {
    ...kept,
    timingToleranceMinutes: Number(tolerance),
    maximumExtensionMinutes: Number(extension),
    checkChildIsMinor: checksMinor,
    walkUp,
  };
  return (
    <SettingCard
      {...props}
      name="opening"
      title={t('institution.settings.opening')}
      errors={errors}
      rows={{ opening: row }}
    >
      {(errorOf) => (
        <>
          <div className={styles['columns']}>
            <TextInput
              id={OPENING_IDS.tolerance}
              label={t('institution.settings.tolerance')}
              maxLength={3}
              value={tolerance}
              error={errorOf(OPENING_IDS.tolerance)}
              onChange={setTolerance}
              test="setting-tolerance"
            />
            <TextInput
              id={OPENING_IDS.extension}
              label={t('institution.settings.extension')}
              maxLength={3}
              value={extension}
              error={errorOf(OPENING_IDS.extension)}
              onChange={setExtension}
            />
          </div>
          <Checkbox
            label={t('institution.settings.checkMinor')}
            checked={checksMinor}
            onChange={setChecksMinor}
          />
          <RadioGroup
            legend={t('institution.settings.walkUp')}
            value={walkUp}
            onChange={setWalkUp}
            options={WALK_UP.map((value) => ({
              value,
              label: t(`institution.settings.walkUpSays.${value}`),
            }))}
          />
        </>
      )}
    </SettingCard>
  );
}

const TIMES_IDS = { cues: 'setting-cues', days: 'setting-days' };

function TimesCard(props: CardProps) {
  const { t } = useWording();
  const [cues, setCues] = useState((settingOf(props.settings, 'cues')?.minutes ?? [5, 1]).join(', '));
  const [days, setDays] = useState(String(settingOf(props.settings, 'sign-in')?.days ?? 7));
  const minutes = cues.split(',').map((part) => part.trim());
  const areMinutes =
    cues.trim() === '' || (minutes.length <= 6 && minutes.every((one) => isWithin(one, 1, 120)));
  const errors = [
    ...(areMinutes ? [] : [{ id: TIMES_IDS.cues, text: t('institution.settings.cuesInvalid') }]),
    ...(isWithin(days, 1, 60) ? [] : [{ id: TIMES_IDS.days, text: range(t, 1, 60) }]),
  ];
  return (
    <SettingCard
      {...props}
      name="cues"
      title={t('institution.settings.times')}
      errors={errors}
      rows={{
        cues: { minutes: cues.trim() === '' ? [] : minutes.map(Number) },
        'sign-in': { days: Number(days) },
      }}
    >
      {(errorOf) => (
        <div className={styles['columns']}>
          <TextInput
            id={TIMES_IDS.cues}
            label={t('institution.settings.cues')}
            hint={t('institution.settings.cuesHint')}
            maxLength={40}
            value={cues}
            error={errorOf(TIMES_IDS.cues)}
            onChange={setCues}
            test="setting-cues"
          />
          <TextInput
            id={TIMES_IDS.days}
            label={t('institution.settings.days')}
            maxLength={2}
            value={days}
            error={errorOf(TIMES_IDS.days)}
            onChange={setDays}
          />
        </div>
      )}
    </SettingCard>
  );
}

/** Whom staff call. */
function TelephonesCard(props: CardProps) {
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
function SupportCard(props: CardProps) {
  const { t } = useWording();
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
              {(['en', 'fr'] as const).map((language) => (
                <div key={language} className="stack">
                  <TextInput
                    {...(language === 'en' ? { id: id(index), error: errorOf(id(index)) } : {})}
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
        </>
      )}
    </SettingCard>
  );
}

const NOTICE_ID = 'setting-notice';
const LANGUAGES = ['en', 'fr'] as const;

/** The institution's own notice, both languages side by side as they are shown (R20, R21). */
function NoticeCard(props: CardProps) {
  const { t } = useWording();
  const shown = useHost().notice;
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
            {LANGUAGES.map((language) => (
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
            {LANGUAGES.map((language) => (
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

function isWithin(text: string, least: number, most: number): boolean {
  return /^\d+$/u.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function range(t: ReturnType<typeof useWording>['t'], least: number, most: number): string {
  return t('institution.settings.range', { least, most });
}
