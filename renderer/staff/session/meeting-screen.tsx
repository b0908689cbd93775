import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { isOnHold } from '../../../shared/session/state.ts';
import { Icon } from '../../components/icon.tsx';
import { ProgressBar } from '../../components/status.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { Alarms } from '../shell.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { ConfirmPanel } from './confirm-panel.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { EndPanel } from './end-panel.tsx';
import { useEndDraft } from './end-draft.ts';
import { LeavePanel } from './leave-panel.tsx';
import { MeetingFrame } from './meeting-frame.tsx';
import { stepOf, STEPS, type Step } from './steps.ts';
import { UnderwayPanel } from './underway-panel.tsx';
import styles from './session.module.css';

/** From the connection to the end of the visit: the meeting on the left, the staff column on the right. */
export function MeetingScreen({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const { meeting } = useStaff();
  const { session } = snapshot;
  const [end] = useEndDraft(session.id);
  const step = stepOf(session, end.open);
  const active = session.phase !== 'notice-shown' && !isOnHold(session);
  return (
    <div className={styles['meeting-screen']}>
      <MeetingFrame active={active}>
        <Icon name={isOnHold(session) ? 'pause' : 'camera'} size="large" />
        <p>{isOnHold(session) ? t('meeting.place.suspended') : t(`meeting.place.${meeting.state}`)}</p>
      </MeetingFrame>
      <section className={styles['staff-column']} aria-label={t('session.column')}>
        <CompactStep step={step} name={session.booking.inmate.name} />
        <Alarms onDetails={null} />
        <ChangesPanel snapshot={snapshot} />
        <StepPanel step={step} snapshot={snapshot} />
      </section>
    </div>
  );
}

function StepPanel({ step, snapshot }: { readonly step: Step; readonly snapshot: SessionSnapshot }) {
  if (step === 'end') return <EndPanel snapshot={snapshot} />;
  if (step === 'connect') return <ConnectPanel snapshot={snapshot} />;
  if (step === 'confirm') return <ConfirmPanel snapshot={snapshot} />;
  // The link was lost since it was confirmed: it is asked again before anybody leaves or stays (R40).
  if (step === 'choose' && snapshot.asksConfirmation && snapshot.session.phase === 'connected')
    return <ConfirmPanel snapshot={snapshot} />;
  if (step === 'choose') return <LeavePanel snapshot={snapshot} />;
  return <UnderwayPanel snapshot={snapshot} />;
}

function CompactStep({ step, name }: { readonly step: Step; readonly name: string }) {
  const { t } = useWording();
  const number = STEPS.indexOf(step) + 1;
  const text = t('session.stepOf', { number, total: STEPS.length });
  return (
    <div className={styles['compact-step']}>
      <p className="small soft">
        {text} · {name}
      </p>
      <ProgressBar label={text} value={number} max={STEPS.length} />
    </div>
  );
}
