import { bothTimes } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Badge } from '../../components/status.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { EquipmentCheck } from '../equipment/equipment-check.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { EndPanel } from './end-panel.tsx';
import { useEndDraft } from './end-draft.ts';
import { HandOver } from './hand-over.tsx';
import { MeetingScreen } from './meeting-screen.tsx';
import { NoticeIntroduction } from './notice-introduction.tsx';
import { RelieveForm } from './relieve-form.tsx';
import { isDone, showsMeeting, stepOf, STEPS } from './steps.ts';
import { classes } from '../../components/classes.ts';
import styles from './session.module.css';

/** The open session: its progress and the screen of the current step. */
export function SessionPage(props: {
  readonly snapshot: SessionSnapshot;
  /** Opens the entry of a session on the tracking sheet. */
  readonly onComplete: (session: string) => void;
}) {
  const { snapshot, onComplete } = props;
  const { t } = useWording();
  const { session } = snapshot;
  const [end] = useEndDraft(session.id);
  if (showsMeeting(session)) return <MeetingScreen snapshot={snapshot} />;
  const step = stepOf(session, end.open);
  return (
    <div className={classes('page', styles['page-session'])}>
      <SessionSummary snapshot={snapshot} />
      <Stepper
        label={t('session.steps')}
        steps={STEPS.map((key) => ({ key, label: t(`session.step.${key}`), done: isDone(key, session) }))}
        current={step}
        doneText={t('session.stepDone')}
        skippedText={t('session.skipped')}
      />
      {step !== 'hand-over' && <ChangesPanel snapshot={snapshot} />}
      {step === 'end' && <EndPanel snapshot={snapshot} />}
      {step === 'settings' && <EquipmentCheck snapshot={snapshot} />}
      {step === 'notice' && <NoticeIntroduction snapshot={snapshot} />}
      {step === 'hand-over' && <HandOver snapshot={snapshot} onComplete={onComplete} />}
      {(step === 'settings' || step === 'notice') && <RelieveForm session={session} />}
    </div>
  );
}

function SessionSummary({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const { session } = snapshot;
  const { booking } = session;
  const zones = { institution: station.zone, site: snapshot.siteZone ?? station.zone };
  const times = bothTimes(Date.parse(booking.startsAt), Date.parse(booking.endsAt), zones, language);
  return (
    <section className={styles['summary']} aria-label={t('session.summary')}>
      <div>
        <p className={styles['summary-name']}>
          {booking.inmate.name} <span className="plain small soft numbers">{booking.inmate.fps}</span>
        </p>
        <p className="small soft">{booking.participants.map((person) => person.name).join(', ')}</p>
      </div>
      <div>
        <p className="strong numbers">{times.institution}</p>
        <p className="small soft">
          {session.site?.name[language]}
          {!times.same && ` · ${times.site}`}
        </p>
      </div>
      <div className="row">
        <Badge tone="neutral">{t(`kind.${session.kind}`)}</Badge>
        {session.walkUp && <Badge tone="warning">{t('session.walkUp')}</Badge>}
        {session.privileged === true && (
          <Badge tone="info" icon="info">
            {t('session.privileged')}
          </Badge>
        )}
      </div>
    </section>
  );
}
