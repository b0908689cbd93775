import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useCall, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { useEndDraft } from './end-draft.ts';
import { useFold } from './use-fold.ts';
import { classes } from '../../components/classes.ts';
import styles from './session.module.css';

/** Leave or stay (R30, R31): the conditions for leaving the mother alone, and how to come back. */
export function LeavePanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const { session } = snapshot;
  const [, change] = useEndDraft(session.id);
  const [, fold] = useFold(session.id);
  if (session.phase === 'locking') {
    return (
      <>
        <PageHeader title={t('leave.locking')} />
        <p role="status">{t('leave.lockingLead')}</p>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('leave.title')} />
      <LeaveGates snapshot={snapshot} />
      <RefusalNotice />
      <div className={styles['column-actions']}>
        <LeaveButton snapshot={snapshot} />
        <Button
          size="large"
          wide
          icon="person"
          busy={busy === 'session.stay'}
          test="stay"
          onPress={() =>
            void call('session.stay', null).then((answer) => {
              if (answer?.ok === true) fold({ folded: true });
            })
          }
        >
          {t('leave.stay')}
        </Button>
        <LeaveHelp />
        <Button variant="quiet" test="end-visit" onPress={() => change({ open: true })}>
          {t('ending.open')}
        </Button>
      </div>
    </>
  );
}

/** Every condition of leaving, and what to do about those that do not hold. */
export function LeaveGates({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, wordCode, wordRefusal } = useWording();
  const { lockFailure } = snapshot.session;
  const closed = snapshot.gates.filter(({ holds }) => !holds);
  const held = snapshot.gates.filter(({ holds }) => holds);
  return (
    <>
      {lockFailure !== null && (
        <Alert tone="danger" live="alert" title={t('leave.lockFailed')} test="lock-failed">
          {wordCode('lock', lockFailure.code, { detail: lockFailure.detail })}
        </Alert>
      )}
      {closed.length > 0 && (
        <ul className={styles['gates']} aria-label={t('leave.gates')} data-test="gates">
          {closed.map((gate) => (
            <li key={gate.name} className={styles['gate-closed']} data-test={`gate-${gate.name}`}>
              <Icon name="cross" />
              <span>
                {gateName(t, gate.name)}
                <span className="visually-hidden"> ({t('leave.holdsNot')})</span>
                <span className={styles['gate-why']}>{wordRefusal(gate.refusal)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {/* Folded: what is missing, and the way out, are in view above the bar. */}
      <details>
        <summary>{t(closed.length === 0 ? 'leave.allHold' : 'leave.restHolds')}</summary>
        <ul className={styles['gates']}>
          {held.map((gate) => (
            <li key={gate.name} className={styles['gate-open']} data-test={`gate-${gate.name}`}>
              <Icon name="check" />
              <span>{gateName(t, gate.name)}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function gateName(t: ReturnType<typeof useWording>['t'], name: string): string {
  switch (name) {
    case 'settings':
    case 'notice':
    case 'changes':
    case 'connection':
    case 'link':
    case 'headset':
    case 'webcam':
    case 'display':
    case 'lock':
      return t(`gate.${name}`);
    default:
      return name;
  }
}

/** Locks, and only then tells the facilitator to go. */
export function LeaveButton(props: { readonly snapshot: SessionSnapshot; readonly secondary?: boolean }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.leave');
  const closed = props.snapshot.gates.some((gate) => !gate.holds);
  return (
    <Button
      variant={props.secondary === true ? 'secondary' : 'primary'}
      size={props.secondary === true ? 'normal' : 'large'}
      wide
      icon="lock"
      disabled={closed}
      busy={busy}
      test="leave"
      onPress={() => void call('session.leave', null)}
    >
      {t('leave.leave')}
    </Button>
  );
}

/** What to unplug before leaving, and how to come back. */
function LeaveHelp() {
  const { t } = useWording();
  const { hardware } = useStaff();
  const attached = hardware.attachedInput;
  return (
    <div className={classes('small', styles['leave-help'])}>
      <p>
        <span className="strong">{t('leave.remove')}</span>{' '}
        {attached.length > 0 && t('leave.attached', { devices: attached.join(', ') })}
      </p>
      <p>{t('leave.back')}</p>
    </div>
  );
}
