import { formatTime } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import type { Outcome } from '../../../shared/session/entries.ts';
import { isOnHold } from '../../../shared/session/state.ts';
import { Alert, AlertStack, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { PageHeader } from '../../components/page.tsx';
import { Timer } from '../../components/status.tsx';
import { useCall, useDraft, useStaff, useStaffNow, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { SiteContact } from '../site-contact.tsx';
import { useEndDraft } from './end-draft.ts';
import { useFold } from './use-fold.ts';
import { Evidence } from './evidence.tsx';
import { ExtendForm } from './extend-form.tsx';
import { InformForm } from './inform-form.tsx';
import { LeaveButton, LeaveGates } from './leave-panel.tsx';
import { ConfirmPanel } from './confirm-panel.tsx';
import { PauseForm } from './pause-form.tsx';
import { HoldForm } from './suspend-form.tsx';
import styles from './session.module.css';

const COMPLETED: Outcome = { name: 'completed', by: null, reason: '', notified: [] };

type Panel = 'none' | 'extend' | 'pause' | 'leave';

/** The visit under direct supervision (R30): time left, state of the link, and actions. */
export function UnderwayPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language } = useWording();
  const { station, staff } = useStaff();
  const now = useStaffNow();
  const { session } = snapshot;
  const [{ panel }, show] = useDraft<{ readonly panel: Panel }>(`panel:${session.id}`, { panel: 'none' });
  const close = () => show({ panel: 'none' });
  const [, fold] = useFold(session.id);
  const facilitates = staff.signedIn?.roles.includes('facilitator') ?? false;

  return (
    <>
      <PageHeader
        title={t(isOnHold(session) ? 'session.step.visit' : 'underway.title')}
        // Behind the cover there is no picture to enlarge.
        {...(!isOnHold(session) && {
          aside: (
            <Button size="small" icon="arrow" test="fold" onPress={() => fold({ folded: true })}>
              {t('underway.fold')}
              <span className="visually-hidden"> {t('underway.foldWhat')}</span>
            </Button>
          ),
        })}
      />
      {/* First, so that no event pushes the time left out of view. */}
      <div className={styles['underway-time']}>
        <Timer
          label={t(now >= session.endsAt ? 'underway.timeOver' : 'underway.timeLeft', {
            time: formatTime(session.endsAt, station.zone, language),
          })}
          endsAt={session.endsAt}
          now={now}
        />
        <div className={styles['underway-side']}>
          {panel !== 'extend' && (
            <Button size="small" icon="plus" test="extend" onPress={() => show({ panel: 'extend' })}>
              {t('underway.extend')}
            </Button>
          )}
          {!isOnHold(session) && panel !== 'pause' && (
            <Button size="small" icon="pause" test="pause" onPress={() => show({ panel: 'pause' })}>
              {t('underway.pause')}
            </Button>
          )}
        </div>
      </div>
      <Events snapshot={snapshot} />
      {panel === 'extend' && <ExtendForm snapshot={snapshot} onClose={close} />}
      {panel === 'pause' && !isOnHold(session) && <PauseForm onClose={close} />}
      <HoldForm session={session} />
      {session.mustInform && <InformForm session={session} />}
      {panel === 'leave' && snapshot.asksConfirmation && <ConfirmPanel snapshot={snapshot} />}
      {panel === 'leave' && <LeaveGates snapshot={snapshot} />}
      {!isOnHold(session) && <Evidence />}
      <RefusalNotice
        calls={[
          'session.leave',
          'session.suspend',
          'session.pause',
          'session.answer-assistance',
          'session.connect',
          'session.end',
        ]}
      />
      {panel !== 'extend' && (
        <Actions
          snapshot={snapshot}
          panel={panel}
          facilitates={facilitates}
          onPanel={(next) => show({ panel: next })}
        />
      )}
    </>
  );
}

function Actions(props: {
  readonly snapshot: SessionSnapshot;
  readonly panel: Panel;
  readonly facilitates: boolean;
  readonly onPanel: (panel: Panel) => void;
}) {
  const { snapshot, panel, facilitates, onPanel } = props;
  const { t } = useWording();
  const { session } = snapshot;
  const [, changeEnd] = useEndDraft(session.id);
  const suspended = isOnHold(session);
  // When the time is up, there is usually nothing to choose (R50).
  const isOver = useStaffNow() >= session.endsAt;
  const completes = isOver && !suspended && snapshot.possibleOutcomes.includes(COMPLETED.name);
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  /** Picture and sound go with the press; by whom is asked then, on whose authority and why after she has left (R45). */
  const terminate = async () => {
    if (!suspended) await call('session.suspend', null);
    changeEnd({ open: true, outcome: 'terminated', by: null });
  };
  return (
    <div className={styles['column-actions']} data-on-hold={suspended || undefined}>
      <Button
        variant={suspended ? 'secondary' : 'primary'}
        size="large"
        wide
        icon="check"
        busy={busy === 'session.end'}
        test="end-visit"
        onPress={() => {
          if (completes) void call('session.end', { outcome: COMPLETED });
          else changeEnd({ open: true });
        }}
      >
        {t(completes ? 'ending.complete' : 'ending.open')}
      </Button>
      {completes && (
        <Button variant="quiet" size="small" test="end-otherwise" onPress={() => changeEnd({ open: true })}>
          {t('ending.otherwise')}
        </Button>
      )}
      {facilitates &&
        !suspended &&
        (panel === 'leave' ? (
          <LeaveButton snapshot={snapshot} secondary />
        ) : (
          <Button wide icon="lock" test="leave-again" onPress={() => onPanel('leave')}>
            {t('underway.leaveAgain')}
          </Button>
        ))}
      <p className="small soft" id="by-order">
        {t('underway.byOrder')}
      </p>
      <div
        className={classes(styles['column-pair'], !suspended && styles['by-order'])}
        role="group"
        aria-labelledby="by-order"
      >
        {!suspended && (
          <Button
            wide
            icon="pause"
            busy={busy === 'session.suspend'}
            test="suspend"
            onPress={() => void call('session.suspend', null)}
          >
            {t('underway.suspend')}
          </Button>
        )}
        <Button wide icon="stop" test="terminate" onPress={() => void terminate()}>
          {t('underway.terminate')}
        </Button>
      </div>
    </div>
  );
}

/** What needs attention now: a call for staff, a lost link, an unplugged device. */
function Events({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language } = useWording();
  const { station, meeting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const { session } = snapshot;
  const causes = Object.entries(session.interruptions);
  return (
    <AlertStack>
      {session.assistanceSince !== null && (
        <Alert
          tone="warning"
          live="alert"
          title={t('underway.assistance')}
          test="assistance"
          actions={
            <>
              <Button
                size="small"
                icon="hand"
                busy={busy === 'session.answer-assistance'}
                test="answer-assistance"
                onPress={() => void call('session.answer-assistance', null)}
              >
                {t('underway.answerAssistance')}
              </Button>
              <span className="small">
                {t('underway.assistanceSince', {
                  time: formatTime(session.assistanceSince, station.zone, language),
                })}
              </span>
            </>
          }
        />
      )}
      {causes.map(([cause, since]) => (
        <Alert key={cause} tone="warning" live="status" test={`interruption-${cause}`}>
          {interruptionText(t, cause)}{' '}
          {t('underway.since', { time: formatTime(since, station.zone, language) })}
        </Alert>
      ))}
      {causes.length > 0 && <SiteContact site={snapshot.site} short />}
      {causes.length > 0 &&
        (meeting.state === 'lost' || meeting.state === 'ended' || meeting.state === 'failed') && (
          <Button
            size="small"
            busy={busy === 'session.connect'}
            test="retry-connection"
            onPress={() => void call('session.connect', null)}
          >
            {t('confirm.retry')}
          </Button>
        )}
    </AlertStack>
  );
}

function interruptionText(t: ReturnType<typeof useWording>['t'], cause: string): string {
  switch (cause) {
    case 'link-lost':
    case 'meeting-crashed':
    case 'meeting-ended':
    case 'headset-gone':
    case 'webcam-gone':
    case 'second-display':
    case 'restart':
      return t(`interruption.${cause}`);
    default:
      return cause;
  }
}
