import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { formatDate, formatMonth, weekdayNames } from '../../shared/language/format.ts';
import { addDays, addMonths, daysOfMonth, weekdayOf } from '../../shared/schedule/local-time.ts';
import { Button } from './button.tsx';
import styles from './calendar.module.css';

interface CalendarProps {
  /** The date that the keyboard is on, `2026-11-22`: its month is shown. */
  readonly date: string;
  readonly selected: string;
  readonly today: string;
  readonly language: Language;
  readonly onMove: (date: string) => void;
  readonly onChoose: (date: string) => void;
}

const DAYS_A_WEEK = 7;

/** A month as a grid (ARIA Authoring Practices, date picker): arrows, Home, End, Page Up, Page Down, Enter. */
export function Calendar({ date, selected, today, language, onMove, onChoose }: CalendarProps) {
  const { t } = useTranslation();
  const grid = useRef<HTMLTableElement>(null);
  useEffect(() => {
    grid.current?.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus();
  }, [date]);
  const move = (event: KeyboardEvent) => {
    const next = target(event.key, date);
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };
  return (
    <div className={styles['calendar']}>
      <div className={styles['calendar-head']}>
        <Button size="small" test="calendar-before" onPress={() => onMove(addMonths(date, -1))}>
          {t('calendar.before')}
        </Button>
        <p className="strong" aria-live="polite">
          {formatMonth(date, language)}
        </p>
        <Button size="small" test="calendar-after" onPress={() => onMove(addMonths(date, 1))}>
          {t('calendar.after')}
        </Button>
      </div>
      <table ref={grid} role="grid" aria-label={formatMonth(date, language)} onKeyDown={move}>
        <thead>
          <tr>
            {weekdayNames(language).map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(date).map((week, index) => (
            <tr key={index}>
              {week.map((day, column) => (
                <td key={column} role="gridcell" aria-selected={day === selected ? true : undefined}>
                  {day !== null && (
                    <button
                      type="button"
                      className={styles['day']}
                      tabIndex={day === date ? 0 : -1}
                      aria-current={day === today ? 'date' : undefined}
                      aria-label={formatDate(Date.parse(`${day}T12:00:00Z`), 'UTC', language)}
                      data-selected={day === selected || undefined}
                      data-test={`day-${day}`}
                      onClick={() => onChoose(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The date that a key leads to; null for other keys. Enter and Space press the day's own button. */
function target(key: string, date: string): string | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(date, -1);
    case 'ArrowRight':
      return addDays(date, 1);
    case 'ArrowUp':
      return addDays(date, -DAYS_A_WEEK);
    case 'ArrowDown':
      return addDays(date, DAYS_A_WEEK);
    case 'Home':
      return addDays(date, -weekdayOf(date));
    case 'End':
      return addDays(date, DAYS_A_WEEK - 1 - weekdayOf(date));
    case 'PageUp':
      return addMonths(date, -1);
    case 'PageDown':
      return addMonths(date, 1);
    default:
      return null;
  }
}

/** The weeks of a month, from Sunday; null where a day belongs to another month. */
function weeksOf(date: string): readonly (readonly (string | null)[])[] {
  const days = daysOfMonth(date);
  const lead = Array.from({ length: weekdayOf(days[0] ?? date) }, () => null);
  const cells: readonly (string | null)[] = [...lead, ...days];
  const weeks = Math.ceil(cells.length / DAYS_A_WEEK);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: DAYS_A_WEEK }, (__, day) => cells[week * DAYS_A_WEEK + day] ?? null),
  );
}
