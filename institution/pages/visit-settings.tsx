import { useState } from 'react';
import { Checkbox, RadioGroup } from '../../renderer/components/choice.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { useWording } from '../../renderer/wording.ts';
import { isWithin, range, SettingCard, settingOf, type CardProps } from './setting-card.tsx';
import styles from './institution.module.css';

export function SuspensionCard(props: CardProps) {
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

export function OpeningCard(props: CardProps) {
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

export function TimesCard(props: CardProps) {
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
