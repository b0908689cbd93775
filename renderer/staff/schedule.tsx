import { useCallback, useDeferredValue, useState } from 'react';
import { calendarDate, formatDate, formatTime, formatWhen } from '../../shared/language/format.ts';
import type { PrintedFile } from '../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Select, TextInput } from '../components/field.tsx';
import { PageHeader } from '../components/page.tsx';
import { useCall, useDraft, useStaff, useStaffNow, useStaffState, useStaffStore } from '../store.ts';
import { useWording } from '../wording.ts';
import { BookingCard } from './booking-card.tsx';
import { TrialPage } from './equipment/trial-page.tsx';
import { NotHeldDialog } from './not-held-dialog.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { PrintedFileAlert } from './printed-file.tsx';
import {
  byDay,
  fromToday,
  isFound,
  isOfFilter,
  SCHEDULE_FILTERS,
  type Day,
  type ScheduleFilter,
} from './schedule-list.ts';
import { WalkUpPage } from './walk-up/walk-up-page.tsx';
import { classes } from '../components/classes.ts';
import styles from './schedule.module.css';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Cards drawn at once; more on request, so that typing stays fast on a full day. */
const CARDS_A_TIME = 60;
/** Shorter lists need no search. */
const SEARCH_FROM = 8;

/** Today's visits and those of the next days (R2, R6): what is ready, what is stopped and why, what is done. */
export function Schedule({ onSession }: { readonly onSession: () => void }) {
  const { t } = useWording();
  const { schedule, session, walkUp, trialMeeting } = useStaff();
  const [{ byHand }, setByHand] = useDraft('schedule-by-hand', { byHand: false });
  const [isTrial, setTrial] = useState(false);
  const [printed, setPrinted] = useState<PrintedFile | null>(null);
  if ((isTrial || trialMeeting === 'open') && session === null)
    return <TrialPage onClose={() => setTrial(false)} />;
  if (byHand && walkUp !== null && session === null)
    return <WalkUpPage view={walkUp} onClose={() => setByHand({ byHand: false })} />;
  return (
    <div className="page">
      <PageHeader
        title={t('schedule.title')}
        lead={<Lead />}
        aside={
          session === null && (
            <div className="row">
              <WriteDay onWritten={setPrinted} />
              <Button icon="headset" test="trial" onPress={() => setTrial(true)}>
                {t('trial.open')}
              </Button>
              {walkUp !== null && (
                <Button icon="plus" test="walk-up" onPress={() => setByHand({ byHand: true })}>
                  {t('walkUp.enter')}
                </Button>
              )}
            </div>
          )
        }
      />
      <RefusalNotice calls={['schedule.write-day']} />
      <PrintedFileAlert printed={printed} />
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
      {session === null && <Silence />}
      {schedule.length === 0 ? (
        <Alert tone="info" test="empty-day">
          {t('schedule.empty')}
        </Alert>
      ) : (
        <Days />
      )}
      {session === null && <NotListed />}
    </div>
  );
}

/** The day's visits as a file to print, with full names (R56: the screen shows initials). */
function WriteDay({ onWritten }: { readonly onWritten: (printed: PrintedFile) => void }) {
  const { t } = useWording();
  const call = useCall();
  const { schedule, station } = useStaff();
  const now = useStaffNow();
  const busy = useStaffState((state) => state.busy === 'schedule.write-day');
  const write = async () => {
    const answer = await call('schedule.write-day', null);
    if (answer?.ok === true) onWritten(answer.value);
  };
  const isToday = (at: number) => calendarDate(at, station.zone) === calendarDate(now, station.zone);
  if (!schedule.some(({ startsAt }) => isToday(startsAt))) return null;
  return (
    <Button icon="list" busy={busy} test="write-day" onPress={() => void write()}>
      {t('schedule.writeDay')}
    </Button>
  );
}

/** What staff do here, and when the next visit of today is due: also the answer to “what is next?” after a hand-over. */
function Lead() {
  const { t, language } = useWording();
  const { schedule, session, station } = useStaff();
  const now = useStaffNow();
  const today = calendarDate(now, station.zone);
  // The schedule comes in order, earliest first.
  const next = schedule.find(
    ({ done, stop, startsAt, endsAt }) =>
      done === null && stop === null && endsAt > now && calendarDate(startsAt, station.zone) === today,
  );
  if (session !== null) return t('schedule.lead');
  return (
    <>
      {t('schedule.lead')}{' '}
      <span data-test="next-visit">
        {next === undefined
          ? t('schedule.noNext')
          : t('schedule.next', { time: formatTime(next.startsAt, station.zone, language) })}
      </span>
    </>
  );
}

/** What to do about a visit that is not listed while the institution is reachable (R2). */
function NotListed() {
  const { t } = useWording();
  const { walkUp } = useStaff();
  if (walkUp !== null && walkUp.why !== 'allowed') return null;
  return (
    <p className={classes('soft', styles['not-listed'])} data-test="not-listed">
      {t(walkUp === null ? 'schedule.notListed' : 'schedule.notListedByHand')}
    </p>
  );
}

/** Says that the list may be out of date, so a visit may be entered by hand (R2). */
function Silence() {
  const { t, language } = useWording();
  const { walkUp, station } = useStaff();
  if (walkUp === null || walkUp.why === 'allowed') return null;
  return (
    <Alert tone="warning" live="status" test="schedule-silent">
      {walkUp.scheduleAt === null
        ? t('schedule.neverReceived')
        : t('schedule.silent', {
            when: formatWhen(walkUp.scheduleAt, station.now, station.zone, language),
          })}
    </Alert>
  );
}

/** The booking whose dialog is open. */
interface Chosen {
  readonly opening: string | null;
  readonly notHeld: string | null;
}
const NONE_CHOSEN: Chosen = { opening: null, notHeld: null };

function Days() {
  const { t } = useWording();
  const { schedule, session, station } = useStaff();
  const now = useStaffNow();
  const { setDraft } = useStaffStore();
  const [{ opening, notHeld }] = useDraft<Chosen>('schedule-opening', NONE_CHOSEN);
  const choose = useCallback(
    (chosen: Partial<Chosen>) => setDraft('schedule-opening', { ...NONE_CHOSEN, ...chosen }),
    [setDraft],
  );
  const setOpening = useCallback((booking: string) => choose({ opening: booking }), [choose]);
  const setNotHeld = useCallback((booking: string) => choose({ notHeld: booking }), [choose]);
  const [{ search, filter }, change] = useDraft<{ search: string; filter: ScheduleFilter }>('schedule', {
    search: '',
    filter: 'all',
  });
  const [limit, setLimit] = useState(CARDS_A_TIME);
  // Typing stays fast: a long list follows with lower priority.
  const sought = useDeferredValue(search);
  const coming = fromToday(schedule, now, station.zone);
  const found = coming.filter((booking) => isOfFilter(booking, filter) && isFound(booking, sought));
  const days = byDay(found, station.zone, limit);
  const today = calendarDate(now, station.zone);
  const opened = schedule.find((booking) => booking.id === opening);
  const missed = schedule.find((booking) => booking.id === notHeld);
  const narrowed = sought.trim() !== '' || filter !== 'all';
  const hidden = Math.max(0, found.length - limit);
  return (
    <>
      {coming.length >= SEARCH_FROM && (
        <div className={styles['schedule-tools']} role="search">
          <TextInput
            kind="search"
            label={t('schedule.search')}
            hint={t('schedule.searchHint')}
            value={search}
            onChange={(text) => change({ search: text })}
            test="schedule-search"
          />
          <Select
            label={t('schedule.show')}
            value={filter}
            options={SCHEDULE_FILTERS.map((value) => ({ value, label: t(`schedule.filter.${value}`) }))}
            onChange={(value) => change({ filter: SCHEDULE_FILTERS.find((name) => name === value) ?? 'all' })}
            test="schedule-filter"
          />
          <p role="status" className="soft" data-test="schedule-found">
            {narrowed &&
              (found.length === 0 ? t('schedule.foundNone') : t('schedule.found', { count: found.length }))}
          </p>
        </div>
      )}
      {!narrowed && !days.some((day) => day.date === today) && (
        <Alert tone="info" test="empty-day">
          {t('schedule.emptyToday')}
        </Alert>
      )}
      {days.map((day) => (
        <DaySection
          key={day.date}
          day={day}
          today={today}
          tomorrow={calendarDate(now + DAY_MS, station.zone)}
          onOpen={setOpening}
          onNotHeld={setNotHeld}
        />
      ))}
      {hidden > 0 && (
        <p className="row">
          <Button test="schedule-more" onPress={() => setLimit(limit + CARDS_A_TIME)}>
            {t('schedule.more', { count: Math.min(hidden, CARDS_A_TIME) })}
          </Button>
          <span className="soft">
            {t('schedule.countMore', { shown: found.length - hidden, count: found.length })}
          </span>
        </p>
      )}
      {opened !== undefined && session === null && <OpenDialog booking={opened} onClose={() => choose({})} />}
      {missed !== undefined && session === null && (
        <NotHeldDialog booking={missed} onClose={() => choose({})} />
      )}
    </>
  );
}

function DaySection(props: {
  readonly day: Day;
  readonly today: string;
  readonly tomorrow: string;
  readonly onOpen: (booking: string) => void;
  readonly onNotHeld: (booking: string) => void;
}) {
  const { t, language } = useWording();
  const { session, station } = useStaff();
  const { day, today, tomorrow, onOpen, onNotHeld } = props;
  const name = day.date === today ? t('common.today') : day.date === tomorrow ? t('common.tomorrow') : null;
  return (
    <section className={styles['day']} aria-label={formatDate(day.at, station.zone, language)}>
      <h2 className={styles['day-title']}>
        {name !== null && <span>{name}</span>}
        <span className={styles['day-date']}>{formatDate(day.at, station.zone, language)}</span>
        <span className={styles['day-count']}>{t('schedule.count', { count: day.count })}</span>
      </h2>
      <ul className="stack stack-tight">
        {day.bookings.map((booking) => (
          <BookingCard
            key={booking.id}
            booking={booking}
            today={day.date === today}
            underway={session?.session.booking.id === booking.id}
            openable={session === null}
            onOpen={onOpen}
            onNotHeld={onNotHeld}
          />
        ))}
      </ul>
    </section>
  );
}
