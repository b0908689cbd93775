import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addMonths,
  fiscalYearOf,
  isCalendarDate,
  monthOf,
  type DatePeriod,
} from '../../shared/schedule/local-time.ts';
import { Button } from '../components/button.tsx';
import { classes } from '../components/classes.ts';
import { DateInput } from '../components/date-input.tsx';
import styles from './tracking.module.css';

interface PeriodFormProps {
  readonly today: string;
  readonly period: DatePeriod;
  readonly busy: boolean;
  readonly onChange: (change: Partial<DatePeriod>) => void;
  readonly onShow: (period: DatePeriod) => void;
}

const PRESETS = ['thisMonth', 'lastMonth', 'thisYear', 'lastYear'] as const;
type Preset = (typeof PRESETS)[number];

/** Chooses a period: by one press, typed, or in a calendar (R53). */
export function PeriodForm({ today, period, busy, onChange, onShow }: PeriodFormProps) {
  const { t } = useTranslation();
  const [tried, setTried] = useState(false);
  const error = periodError(period);
  const choose = (preset: DatePeriod) => {
    onChange(preset);
    onShow(preset);
  };
  return (
    <form
      className={styles['period-form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (error === null) onShow(period);
      }}
    >
      <div className="row" role="group" aria-label={t('tracking.period.label')}>
        {PRESETS.map((preset) => {
          const dates = periodOf(preset, today);
          return (
            <Button
              key={preset}
              size="small"
              test={`period-${preset}`}
              pressed={dates.from === period.from && dates.to === period.to}
              onPress={() => choose(dates)}
            >
              {t(`tracking.period.${preset}`)}
            </Button>
          );
        })}
      </div>
      <DateInput
        id="sheet-from"
        label={t('tracking.sheet.from')}
        today={today}
        value={period.from}
        test="sheet-from"
        error={tried && error !== null ? t(`tracking.error.${error}`) : null}
        onChange={(from) => onChange({ from })}
      />
      <DateInput
        id="sheet-to"
        label={t('tracking.sheet.to')}
        today={today}
        value={period.to}
        test="sheet-to"
        onChange={(to) => onChange({ to })}
      />
      <Button type="submit" variant="primary" busy={busy} test="sheet-show">
        {t('tracking.sheet.show')}
      </Button>
      <p className={classes('small soft', styles['period-hint'])}>{t('tracking.sheet.hint')}</p>
    </form>
  );
}

/** The error of a period, as a key under `tracking.error`; null when it is valid. */
export function periodError(period: DatePeriod): 'dates' | 'period' | null {
  if (!isCalendarDate(period.from) || !isCalendarDate(period.to)) return 'dates';
  return period.from > period.to ? 'period' : null;
}

function periodOf(preset: Preset, today: string): DatePeriod {
  switch (preset) {
    case 'thisMonth':
      return monthOf(today);
    case 'lastMonth':
      return monthOf(addMonths(today, -1));
    case 'thisYear':
      return fiscalYearOf(today);
    case 'lastYear':
      return fiscalYearOf(addMonths(today, -12));
  }
}
