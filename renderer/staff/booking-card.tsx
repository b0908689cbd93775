import { memo } from 'react';
import { bothTimes, formatCalendarDate, formatDuration } from '../../shared/language/format.ts';
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { Badge } from '../components/status.tsx';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useStaff } from '../store.ts';
import { initials } from './initials.ts';
import { Needs } from './needs.tsx';
import { useWording } from '../wording.ts';
import { classes } from '../components/classes.ts';
import styles from './schedule.module.css';

/** From then on the card says what to do when nobody comes. */
const NO_SHOW_MINUTES = 10;

interface BookingCardProps {
  readonly booking: BookingView;
  readonly today: boolean;
  readonly underway: boolean;
  /** No other session is open. */
  readonly openable: boolean;
  readonly onOpen: (booking: string) => void;
  readonly onNotHeld: (booking: string) => void;
}

/** One booking at a glance. Memoized, so that neither the clock nor another booking being opened redraws it. */
export const BookingCard = memo(function BookingCard(props: BookingCardProps) {
  const { booking, today, underway, openable, onOpen, onNotHeld } = props;
  const { t, language, wordRefusal } = useWording();
  const ready = booking.stop === null && booking.done === null && !underway;
  const soon = ready && today && !booking.reasonNeeded;
  return (
    <li
      className={classes(
        styles['booking'],
        soon && styles['booking-soon'],
        booking.done !== null && styles['booking-done'],
      )}
    >
      <BookingTimes booking={booking} />
      <div>
        <p className={styles['booking-kind']}>{t(`kind.${booking.kind}`)}</p>
        <h3 className={styles['booking-name']}>{initials(booking.inmateName)}</h3>
        <p className="soft">
          {booking.participants
            .map((person) => `${initials(person.name)} (${t(`participant.${person.role}`)})`)
            .join(', ')}
        </p>
        {booking.site !== null && (
          <p className={styles['booking-site']}>
            <Icon name="place" />
            <span>
              {booking.site.name[language]}{' '}
              {booking.site.telephone !== null && (
                <span className={classes('numbers', styles['booking-telephone'])}>
                  · {booking.site.telephone}{' '}
                </span>
              )}
              <span className={classes('soft small', styles['booking-list-date'])}>
                {t('schedule.listDate', { date: formatCalendarDate(booking.site.listDate, language) })}
              </span>
            </span>
          </p>
        )}
        {booking.needs.length > 0 && booking.done === null && <Needs needs={booking.needs} />}
        {ready && isLate(booking, today) && (
          <p className="small" data-test="no-show-hint">
            {t('schedule.nobodyYet')}
          </p>
        )}
        {booking.stop !== null && booking.done === null && (
          <p className={styles['booking-stop']}>{wordRefusal(booking.stop)}</p>
        )}
      </div>
      <div className={styles['booking-state']}>
        <BookingBadge booking={booking} underway={underway} />
        {ready && <Distance minutes={booking.minutes} isLate={isLate(booking, today)} />}
        {ready && (
          <Button
            variant={soon ? 'primary' : 'secondary'}
            disabled={!openable}
            test={`booking-${booking.id}`}
            onPress={() => onOpen(booking.id)}
          >
            {t('schedule.open')}
            <span className="visually-hidden"> {initials(booking.inmateName)}</span>
          </Button>
        )}
        {today && openable && booking.done === null && (
          <Button
            variant="quiet"
            size="small"
            test={`not-held-${booking.id}`}
            onPress={() => onNotHeld(booking.id)}
          >
            {t('notHeld.open')}
            <span className="visually-hidden"> {initials(booking.inmateName)}</span>
          </Button>
        )}
      </div>
    </li>
  );
});

/** Both local times, the institution's first (R6), or one when they are equal. */
function BookingTimes({ booking }: { readonly booking: BookingView }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const zones = { institution: station.zone, site: booking.site?.zone ?? station.zone };
  const times = bothTimes(booking.startsAt, booking.endsAt, zones, language);
  return (
    <div>
      <p className={classes('numbers', styles['booking-time'])}>{times.institution}</p>
      {times.same ? (
        <p className="small soft">{t('schedule.sameTime')}</p>
      ) : (
        <p className="small soft">
          <span className="visually-hidden">{t('schedule.atSite')} </span>
          {times.site}
          <br />
          {times.siteZone}
        </p>
      )}
    </div>
  );
}

function BookingBadge({ booking, underway }: Pick<BookingCardProps, 'booking' | 'underway'>) {
  const { t } = useWording();
  if (underway)
    return (
      <Badge tone="info" icon="play">
        {t('schedule.stateUnderway')}
      </Badge>
    );
  if (booking.done !== null) {
    return (
      <Badge tone="neutral" icon="check">
        {booking.done.outcome === null ? t('schedule.stateDone') : t(`outcome.${booking.done.outcome}`)}
      </Badge>
    );
  }
  if (booking.stop !== null)
    return (
      <Badge tone="danger" icon="stop">
        {t('schedule.stateStopped')}
      </Badge>
    );
  return (
    <Badge tone="success" icon="check">
      {t('schedule.stateReady')}
    </Badge>
  );
}

function isLate({ minutes }: BookingView, today: boolean): boolean {
  return today && minutes >= NO_SHOW_MINUTES;
}

function Distance(props: { readonly minutes: number; readonly isLate: boolean }) {
  const { minutes, isLate: late } = props;
  const { t } = useWording();
  const length = formatDuration(Math.abs(minutes) * 60_000);
  const text =
    minutes === 0
      ? t('schedule.now')
      : minutes < 0
        ? t('schedule.startsIn', { length })
        : t('schedule.startedAgo', { length });
  return <p className={classes('small', late ? 'strong' : 'soft')}>{text}</p>;
}
