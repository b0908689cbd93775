import { useState } from 'react';
import { isCalendarDate } from '../../shared/schedule/local-time.ts';
import { useWording } from '../wording.ts';
import { Button } from './button.tsx';
import { Calendar } from './calendar.tsx';
import { Dialog } from './dialog.tsx';
import { TextInput, type FieldProps } from './field.tsx';
import styles from './calendar.module.css';

interface DateInputProps extends FieldProps {
  /** `2026-11-22`, or what has been typed of it. */
  readonly value: string;
  readonly today: string;
  readonly onChange: (value: string) => void;
}

/** A date that is typed, or chosen in a calendar: both reach every date with the keyboard alone. */
export function DateInput({ today, ...field }: DateInputProps) {
  const { t, language } = useWording();
  const { label, value, test, onChange } = field;
  const [shown, show] = useState<string | null>(null);
  const title = t('calendar.choose', { label });
  return (
    <div className={styles['date-input']}>
      <TextInput {...field} kind="date" width="short" />
      <Button
        icon="calendar"
        test={`${test ?? 'date'}-calendar`}
        onPress={() => show(isCalendarDate(value) ? value : today)}
      >
        <span className="visually-hidden">{title}</span>
      </Button>
      {shown !== null && (
        <Dialog title={title} onClose={() => show(null)}>
          <Calendar
            date={shown}
            selected={value}
            today={today}
            language={language}
            onMove={show}
            onChoose={(date) => {
              onChange(date);
              show(null);
            }}
          />
        </Dialog>
      )}
    </div>
  );
}
