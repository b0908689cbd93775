import { useState } from 'react';
import { calendarDate, formatDate } from '../../shared/language/format.ts';
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { Alert } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { PageHeader } from '../components/page.tsx';
import { useStaff, useStaffNow } from '../store.ts';
import { useWording } from '../wording.ts';
import { BookingCard } from './booking-card.tsx';
import { OpenDialog } from './open-dialog.tsx';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Today's visits and those of the next days (R2, R6): what is ready, what stops and why, what is done. */
export function Schedule({ onSession }: { readonly onSession: () => void }) {
  const { t, language } = useWording();
  const { schedule, session, station } = useStaff();
  const now = useStaffNow();
  const [opening, setOpening] = useState<string | null>(null);
  const days = byDay(schedule, station.zone);
  const today = calendarDate(now, station.zone);
  const tomorrow = calendarDate(now + DAY_MS, station.zone);
  const chosen = schedule.find((booking) => booking.id === opening);
  const dayName = (day: Day) =>
    day.date === today ? t('common.today') : day.date === tomorrow ? t('common.tomorrow') : null;
  return (
    <div className="page">
      <PageHeader title={t('schedule.title')} lead={t('schedule.lead')} />
      {session !== null && (
        <Alert
          tone="info"
          title={t('schedule.underway')}
          actions={
            <Button variant="primary" icon="arrow" test="go-to-session" onPress={onSession}>
              {t('schedule.goToSession')}
            </Button>
          }
        >
          {session.session.booking.inmate.name}
        </Alert>
      )}
      {!days.some((day) => day.date === today) && (
        <Alert tone="info" test="empty-day">
          {t('schedule.emptyToday')}
        </Alert>
      )}
      {days.map((day) => (
        <section key={day.date} className="day" aria-label={formatDate(day.at, station.zone, language)}>
          <h2 className="day-title">
            {dayName(day) !== null && <span className="day-name">{dayName(day)}</span>}
            <span className="day-date">{formatDate(day.at, station.zone, language)}</span>
            <span className="day-count">{t('schedule.count', { count: day.bookings.length })}</span>
          </h2>
          <ul className="stack stack-tight">
            {day.bookings.map((booking) => (
              <BookingCard
                key={booking.id}
                booking={booking}
                today={day.date === today}
                underway={session?.session.booking.id === booking.id}
                openable={session === null}
                onOpen={() => setOpening(booking.id)}
              />
            ))}
          </ul>
        </section>
      ))}
      {chosen !== undefined && session === null && (
        <OpenDialog booking={chosen} onClose={() => setOpening(null)} />
      )}
    </div>
  );
}

interface Day {
  readonly date: string;
  readonly at: number;
  readonly bookings: readonly BookingView[];
}

/** The bookings by calendar day of the institution, earliest first. */
function byDay(schedule: readonly BookingView[], zone: string): readonly Day[] {
  const days = new Map<string, BookingView[]>();
  for (const booking of [...schedule].sort((one, other) => one.startsAt - other.startsAt)) {
    const date = calendarDate(booking.startsAt, zone);
    days.set(date, [...(days.get(date) ?? []), booking]);
  }
  return [...days].map(([date, bookings]) => ({ date, at: bookings[0]?.startsAt ?? 0, bookings }));
}
