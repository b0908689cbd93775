import { formatTimer } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { isOnHold, suspensionOf, type Session } from '../../../shared/session/state.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { LanguageToggle } from '../../components/page.tsx';
import { Icon } from '../../components/icon.tsx';
import { Badge, ProgressBar } from '../../components/status.tsx';
import { LANGUAGES } from '../../language.ts';
import { useCall, useStaff, useStaffNow, useStaffState } from '../../store.ts';
import { HoldCover } from '../../visit/message-card.tsx';
import visit from '../../visit/visit.module.css';
import { useWording } from '../../wording.ts';
import { InstitutionMessages } from '../institution-messages.tsx';
import { Alarms } from '../shell.tsx';
import { Telephones } from '../telephones.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { ConfirmPanel } from './confirm-panel.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { EndPanel } from './end-panel.tsx';
import { useEndDraft } from './end-draft.ts';
import { LeavePanel } from './leave-panel.tsx';
import { MeetingFrame } from './meeting-frame.tsx';
import { RelieveForm } from './relieve-form.tsx';
import { stepOf, STEPS, type Step } from './steps.ts';
import { useFold } from './use-fold.ts';
import { UnderwayPanel } from './underway-panel.tsx';
import { WaitingBirds } from './waiting-picture.tsx';
import styles from './session.module.css';

/** From the connection to the end of the visit: the meeting on the left, the staff column on the right. */
export function MeetingScreen({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { session } = snapshot;
  const { station, orders } = useStaff();
  const [end] = useEndDraft(session.id);
  const [{ folded }, fold] = useFold(session.id);
  const step = stepOf(session, end.open);
  const isFolded = folded && step === 'visit' && orders.length === 0 && !needsAttention(snapshot);
  const active = session.phase !== 'notice-shown' && !isOnHold(session);
  return (
    <div className={classes(styles['meeting-screen'], isFolded && styles['meeting-screen-folded'])}>
      <MeetingFrame active={active}>
        {isOnHold(session) ? (
          <div className={visit['visit-page']}>
            <HoldCover
              message={suspensionOf(session) === null ? 'paused' : 'suspended'}
              firstLanguage={station.firstLanguage}
              whole
            />
          </div>
        ) : (
          <WaitingPicture />
        )}
      </MeetingFrame>
      {isFolded ? (
        <Handle session={session} onUnfold={() => fold({ folded: false })} />
      ) : (
        <Column snapshot={snapshot} step={step} />
      )}
    </div>
  );
}

/** What staff must see opens the column by itself. */
function needsAttention({ session, changes, asksConfirmation }: SessionSnapshot): boolean {
  return (
    session.assistanceSince !== null ||
    Object.keys(session.interruptions).length > 0 ||
    isOnHold(session) ||
    session.mustInform ||
    changes.length > 0 ||
    asksConfirmation
  );
}

/** In both languages, because mother and child look at it too. */
function WaitingPicture() {
  const { t } = useWording();
  const { meeting } = useStaff();
  return (
    <>
      <WaitingBirds />
      {LANGUAGES.map((language) => (
        <p key={language} lang={language}>
          {t(`meeting.place.${meeting.state}`, { lng: language })}
        </p>
      ))}
    </>
  );
}

/** The folded column: the time left, the way back to the controls, and suspension in one step (R45). */
function Handle({ session, onUnfold }: { readonly session: Session; readonly onUnfold: () => void }) {
  const { t } = useWording();
  const now = useStaffNow();
  const call = useCall();
  const { hardware } = useStaff();
  const busy = useStaffState((state) => state.busy === 'session.suspend');
  return (
    <section className={styles['handle']} aria-label={t('underway.handle')} data-test="handle">
      <h1 className="visually-hidden">{t('underway.title')}</h1>
      <Button size="small" icon="list" test="unfold" onPress={onUnfold}>
        {t('underway.unfold')}
      </Button>
      <p className="small strong numbers" role="timer">
        {formatTimer(session.endsAt - now)}
      </p>
      <Button
        size="small"
        icon="pause"
        busy={busy}
        test="suspend"
        onPress={() => void call('session.suspend', null)}
      >
        {t('underway.suspend')}
      </Button>
      <div role="status">
        {hardware.microphoneOff && (
          <p className={styles['handle-said']} data-test="microphone-off">
            <Icon name="microphone" size="large" />
            {t('underway.microphoneOff')}
          </p>
        )}
      </div>
    </section>
  );
}

function Column({ snapshot, step }: { readonly snapshot: SessionSnapshot; readonly step: Step }) {
  const { t } = useWording();
  return (
    <section className={styles['staff-column']} aria-label={t('session.column')} data-test="column">
      <CompactStep step={step} />
      <InstitutionMessages folded />
      <Alarms onDetails={null} />
      <MicrophoneOff />
      <ChangesPanel snapshot={snapshot} />
      <WhomToCall snapshot={snapshot} />
      <StepPanel step={step} snapshot={snapshot} />
      {step !== 'end' && <RelieveForm session={snapshot.session} />}
    </section>
  );
}

/** Tells staff that her headset is muted, as the strip tells her: staff beside her can press the button (R36). */
function MicrophoneOff() {
  const { t } = useWording();
  const { hardware } = useStaff();
  if (!hardware.microphoneOff) return null;
  return (
    <Alert tone="warning" live="status" title={t('underway.microphoneOff')} test="microphone-off">
      {t('underway.microphoneOffHint')}
    </Alert>
  );
}

/** The telephones, where something beside the meeting says to call (R13); otherwise the column has no room to spare. */
function WhomToCall({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { station, meeting } = useStaff();
  const refusal = useStaffState((state) => state.refusal);
  const { session, changes } = snapshot;
  const asksToCall =
    refusal !== null ||
    station.alarms.length > 0 ||
    changes.length > 0 ||
    meeting.otherDevices.length > 0 ||
    meeting.failure !== null ||
    session.connectionFailure !== null ||
    session.lockFailure !== null;
  return asksToCall ? <Telephones /> : null;
}

function StepPanel({ step, snapshot }: { readonly step: Step; readonly snapshot: SessionSnapshot }) {
  if (step === 'end') return <EndPanel snapshot={snapshot} />;
  if (step === 'connect') return <ConnectPanel snapshot={snapshot} />;
  if (step === 'confirm') return <ConfirmPanel snapshot={snapshot} />;
  const isConnected = snapshot.session.phase === 'connected';
  // Nobody leaves or stays beside a visit on hold: first it goes on, or ends (R45).
  if (isConnected && isOnHold(snapshot.session)) return <UnderwayPanel snapshot={snapshot} />;
  // The link was lost since it was confirmed: it is asked again before anybody leaves or stays (R40).
  if (isConnected && snapshot.asksConfirmation) return <ConfirmPanel snapshot={snapshot} />;
  if (step === 'choose') return <LeavePanel snapshot={snapshot} />;
  return <UnderwayPanel snapshot={snapshot} />;
}

function CompactStep({ step }: { readonly step: Step }) {
  const { t } = useWording();
  const call = useCall();
  const { station } = useStaff();
  const number = STEPS.indexOf(step) + 1;
  const text = t('session.stepOf', { number, total: STEPS.length });
  return (
    <div className={styles['compact-step']}>
      <div className="row row-between">
        <p className="small soft">{text}</p>
        {station.practice !== null && (
          <Badge tone="warning" icon="info">
            {t('app.practiceShort')}
          </Badge>
        )}
        <LanguageToggle onChoose={(language) => void call('language.set', { language })} />
      </div>
      <ProgressBar label={text} value={number} max={STEPS.length} />
    </div>
  );
}
