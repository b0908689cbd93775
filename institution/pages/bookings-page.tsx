import { useState } from 'react';
import { calendarDate, formatDate, formatTimeRange } from '../../shared/language/format.ts';
import { instantOf, isCalendarDate } from '../../shared/schedule/local-time.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { DateInput } from '../../renderer/components/date-input.tsx';
import { Select, TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Badge, Card } from '../../renderer/components/status.tsx';
import { useWording } from '../../renderer/wording.ts';
import { BookingEditor, type Listed } from './booking-editor.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { useHost, useNow } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

const DAY_MS = 86_400_000;
const SPANS = ['1', '7', '31', '366'] as const;
type Span = (typeof SPANS)[number];
/** Cards drawn at once; more on request, so that a long list stays fast. */
const CARDS_A_TIME = 50;
/** Beyond this, a narrower period or a search finds it sooner. */
const MOST_CARDS = 1000;

/** The schedule as its keepers see it: book, move, cancel. */
export function BookingsPage() {
  const { t, language } = useWording();
  const now = useNow();
  const { zone } = useHost();
  const { call, refusal } = useInstitution();
  const [sites] = useList(() => call('sites.list', {}), '');
  const [from, setFrom] = useState(() => calendarDate(now, zone));
  const [days, setDays] = useState<Span>('7');
  const [shown, setShown] = useState(CARDS_A_TIME);
  const [edited, edit] = useState<Listed | 'new' | null>(null);
  const [cancelled, cancel] = useState<Listed | null>(null);
  const [search, setSearch] = useState('');
  const [answer, reload] = useList(
    () => call('schedule.list', { ...period(from, days, zone), search, limit: shown }),
    `${from} ${days} ${shown} ${search}`,
  );

  if (edited !== null) {
    return (
      <BookingEditor
        listed={edited === 'new' ? null : edited}
        onClose={() => {
          edit(null);
          reload();
        }}
      />
    );
  }
  const found = answer?.bookings ?? [];
  const dayOf = ({ booking }: Listed) => formatDate(Date.parse(booking.startsAt), zone, language);
  const siteNames = new Map(sites?.sites.map(({ id, name }) => [id, name[language]]));
  return (
    <>
      <PageHeader
        title={t('institution.area.bookings')}
        lead={t('institution.booking.lead')}
        aside={
          <Button variant="primary" icon="plus" test="booking-new" onPress={() => edit('new')}>
            {t('institution.booking.new')}
          </Button>
        }
      />
      <div className={styles['columns']}>
        <DateInput
          label={t('institution.booking.from')}
          today={calendarDate(now, zone)}
          value={from}
          onChange={setFrom}
          test="bookings-from"
        />
        <Select
          label={t('institution.booking.days')}
          value={days}
          onChange={(value) => setDays(SPANS.find((span) => span === value) ?? '7')}
          options={SPANS.map((value) => ({
            value,
            label: t('institution.booking.span', { count: Number(value) }),
          }))}
        />
        <TextInput
          kind="search"
          label={t('institution.booking.search')}
          value={search}
          onChange={setSearch}
          test="bookings-search"
        />
      </div>
      <RefusalAlert refusal={refusal} />
      {answer !== null && found.length === 0 && (
        <Alert tone="info" test="bookings-none">
          {t('institution.booking.none')}
        </Alert>
      )}
      {[...Map.groupBy(found, dayOf)].map(([day, listedOfDay]) => (
        <section key={day} className="stack">
          <h2 className={styles['day']}>{day}</h2>
          <ul className="stack plain-list">
            {listedOfDay.map((listed) => (
              <li key={listed.booking.id}>
                <BookingRow
                  listed={listed}
                  site={siteNames.get(listed.booking.site) ?? ''}
                  onEdit={() => edit(listed)}
                  onCancel={() => cancel(listed)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {answer?.more === true && shown < MOST_CARDS && (
        <div>
          <Button test="bookings-more" onPress={() => setShown(shown + CARDS_A_TIME)}>
            {t('schedule.more', { count: CARDS_A_TIME })}
          </Button>
        </div>
      )}
      {cancelled !== null && (
        <CancelDialog
          listed={cancelled}
          onClose={() => {
            cancel(null);
            reload();
          }}
        />
      )}
    </>
  );
}

function BookingRow(props: {
  readonly listed: Listed;
  /** Its name; empty while the sites are not there yet. */
  readonly site: string;
  readonly onEdit: () => void;
  readonly onCancel: () => void;
}) {
  const { t, language } = useWording();
  const now = useNow();
  const { zone } = useHost();
  const { booking } = props.listed;
  const [startsAt, endsAt] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)];
  const isCancelled = booking.status === 'cancelled';
  return (
    <Card
      level={3}
      title={`${formatTimeRange(startsAt, endsAt, zone, language)} – ${booking.inmate.name}`}
      test={`listed-${booking.id}`}
      aside={
        isCancelled ? (
          <Badge tone="neutral" icon="cross">
            {t('institution.booking.cancelled')}
          </Badge>
        ) : undefined
      }
    >
      <div className="stack">
        <p>
          {[t(`kind.${booking.kind}`), booking.inmate.fps, props.site]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        <p>{booking.participants.map(({ name }) => name).join('; ')}</p>
        {!isCancelled && endsAt > now && (
          <div className="row">
            <Button size="small" test="booking-edit" onPress={props.onEdit}>
              {t('institution.booking.edit', { name: booking.inmate.name })}
            </Button>
            <Button size="small" test="booking-cancel" onPress={props.onCancel}>
              {t('institution.booking.cancel', { name: booking.inmate.name })}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

/** From the midnight that begins the first day; a date that does not exist asks for nothing. */
function period(from: string, days: Span, zone: string): { readonly from: string; readonly to: string } {
  const midnight = isCalendarDate(from) ? instantOf({ date: from, hour: 0, minute: 0 }, zone) : null;
  const start = midnight ?? 0;
  const length = midnight === null ? 0 : Number(days) * DAY_MS;
  return { from: new Date(start).toISOString(), to: new Date(start + length).toISOString() };
}
