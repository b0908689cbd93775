import { memo, useEffect, useState } from 'react';
import { formatTime } from '../../shared/language/format.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Badge, Card, Facts } from '../../renderer/components/status.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { useHost } from './host.ts';
import { type OrderAction, OrderDialog, placeOf, type SentOrder } from './order-dialog.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { allowSound, playStaffCall } from './staff-call-sound.ts';
import { usePolled } from './use-polled.ts';

type Visit = CallOutput<'now.visits'>['visits'][number];
/** By station. */
type Visits = { readonly ver: number; readonly visits: ReadonlyMap<string, Visit> };
type Order = { readonly action: OrderAction; readonly visit: Visit };

const EVERY_MS = 2000;
const SOUND_EVERY_MS = 10_000;

const NO_ORDERS: readonly SentOrder[] = [];

/** The visits under way, for the Institutional Head or the control room: what each does, calls for staff, and orders. */
export function NowPage() {
  const { t, language } = useWording();
  const { value, refusal } = usePolled<'now.visits', Visits>(
    'now.visits',
    EVERY_MS,
    (known) => ({ ver: known?.ver ?? null }),
    afterChanges,
  );
  const [order, setOrder] = useState<Order | null>(null);
  /** By session; of what this page has sent. */
  const [sent, setSent] = useState<ReadonlyMap<string, readonly SentOrder[]>>(new Map());
  const visits = [...(value?.visits.values() ?? [])];
  const calls = visits.filter(({ assistance }) => assistance !== null).length;
  const ended = [...sent].filter(([session]) => !visits.some((visit) => visit.session === session));
  return (
    <>
      <PageHeader title={t('institution.now.title')} lead={t('institution.now.lead')} />
      <RefusalAlert refusal={refusal} />
      {calls > 0 && (
        <Alert tone="danger" live="alert" test="staff-calls">
          {t('institution.now.calls', { count: calls })}
        </Alert>
      )}
      <StaffCallSound isCalling={calls > 0} />
      {ended.map(([session, [order]]) => (
        <Alert key={session} tone="info" live="status" test="visit-ended">
          {t('institution.now.ended', { place: order === undefined ? '' : placeOf(order.where, language) })}
        </Alert>
      ))}
      {value !== null && visits.length === 0 && (
        <Alert tone="info" test="now-none">
          {t('institution.now.none')}
        </Alert>
      )}
      <ul className="stack plain-list">
        {visits.toSorted(callsFirst).map((visit) => (
          <li key={visit.session}>
            <VisitCard visit={visit} sent={sent.get(visit.session) ?? NO_ORDERS} onOrder={setOrder} />
          </li>
        ))}
      </ul>
      {order !== null && (
        <OrderDialog
          {...order}
          onClose={() => setOrder(null)}
          onSent={(done) => {
            setSent(new Map(sent).set(done.session, [...(sent.get(done.session) ?? []), done]));
            setOrder(null);
          }}
        />
      )}
    </>
  );
}

function afterChanges(known: Visits | null, answer: CallOutput<'now.visits'>): Visits {
  const { ver, whole, visits: changed, over } = answer;
  if (known !== null && !whole && changed.length + over.length === 0) return { ...known, ver };
  const visits = new Map(whole ? [] : known?.visits);
  for (const visit of changed) visits.set(visit.station, visit);
  for (const station of over) visits.delete(station);
  return { ver, visits };
}

function callsFirst(one: Visit, other: Visit): number {
  return Number(other.assistance !== null) - Number(one.assistance !== null);
}

/** Sounds again and again while staff are called; off until somebody turns it on. */
function StaffCallSound({ isCalling }: { readonly isCalling: boolean }) {
  const { t } = useWording();
  const [isOn, turn] = useState(false);
  useEffect(() => {
    if (!isOn || !isCalling) return;
    playStaffCall();
    const timer = setInterval(playStaffCall, SOUND_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOn, isCalling]);
  return (
    <div className="row">
      <Button
        size="small"
        icon="sound"
        pressed={isOn}
        describedBy="now-sound-hint"
        test="now-sound"
        onPress={() => {
          allowSound();
          turn(!isOn);
        }}
      >
        {t(isOn ? 'institution.now.soundOff' : 'institution.now.soundOn')}
      </Button>
      <span className="small soft" id="now-sound-hint">
        {t('institution.now.soundHint')}
      </span>
    </div>
  );
}

/** Drawn again only when this very visit has changed: hundreds may be under way. */
const VisitCard = memo(function VisitCard(props: {
  readonly visit: Visit;
  readonly sent: readonly SentOrder[];
  readonly onOrder: (order: Order) => void;
}) {
  const { t, language, wordCode } = useWording();
  const { zone } = useHost();
  const { visit, sent, onOrder } = props;
  const { assistance, suspendedSince, paused, interruptions, supervision, site } = visit;
  const time = (at: string) => formatTime(Date.parse(at), zone, language);
  const phase = wordCode('institution.now.phase', visit.phase);
  const place = placeOf(visit, language);
  return (
    <Card
      title={`${place} – ${visit.inmate}`}
      test={`visit-${visit.station}`}
      aside={
        suspendedSince !== null ? (
          <Badge tone="danger" icon="stop" test="visit-suspended">
            {t('institution.now.suspended', { time: time(suspendedSince) })}
          </Badge>
        ) : (
          <Badge tone={visit.phase === 'underway' ? 'success' : 'neutral'} test="visit-phase">
            {t('institution.now.phaseSince', { phase, time: time(visit.phaseSince) })}
          </Badge>
        )
      }
    >
      <div className="stack">
        {assistance !== null && (
          <Alert
            tone="danger"
            title={t('institution.now.call', { time: time(assistance.since) })}
            test="visit-assistance"
          >
            {wordCode('institution.now.how', assistance.how)}
          </Alert>
        )}
        {paused !== null && (
          <Alert tone="warning">
            {t('institution.now.paused', {
              time: time(paused.since),
              cause: wordCode('pause', paused.cause),
            })}
          </Alert>
        )}
        {interruptions.map((cause) => (
          <Alert key={cause} tone="warning">
            {t('institution.now.interrupted', { cause: wordCode('institution.now.cause', cause) })}
          </Alert>
        ))}
        <Facts
          columns={2}
          rows={[
            [t('institution.now.site'), site?.[language] ?? '–'],
            [t('institution.now.ends'), time(visit.endsAt)],
            [
              t('institution.now.supervision'),
              supervision === null
                ? '–'
                : supervision === 'awaited'
                  ? t('institution.now.awaited')
                  : t(`supervision.${supervision}`),
            ],
            [t('institution.now.quality'), t(`institution.now.qualityIs.${visit.quality}`)],
            [t('institution.stations.station'), visit.station],
          ]}
        />
        <div role="status">
          {sent.map((order) => (
            <p key={order.directive} data-test={`order-${order.action}`}>
              <OrderAnswer order={order} visit={visit} />
            </p>
          ))}
        </div>
        <div className="row">
          {(suspendedSince === null ? ORDERS : ORDERS_SUSPENDED).map((action) => (
            <Button
              key={action}
              size="small"
              variant={action === 'terminate' ? 'danger' : 'secondary'}
              test={`order-${action}-${visit.station}`}
              onPress={() => onOrder({ action, visit })}
            >
              {t(`institution.now.act.${action}`)}
              <span className="visually-hidden"> {place}</span>
            </Button>
          ))}
        </div>
      </div>
    </Card>
  );
});

const ORDERS: readonly OrderAction[] = ['suspend', 'message', 'terminate'];
const ORDERS_SUSPENDED: readonly OrderAction[] = ['resume', 'message', 'terminate'];

/** What the station answered to an order of this page. */
function OrderAnswer({ order, visit }: { readonly order: SentOrder; readonly visit: Visit }) {
  const { t, wordCode } = useWording();
  const answer = visit.answers.find(({ directive }) => directive === order.directive);
  const act = t(`institution.now.act.${order.action}`);
  if (answer === undefined) return `${act}. ${t('institution.now.sent')}`;
  return answer.code === null
    ? t('institution.now.obeyed', { act })
    : t('institution.now.refused', { act, code: wordCode('refusal', answer.code) });
}
