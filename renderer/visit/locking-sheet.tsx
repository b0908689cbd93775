import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { Icon } from '../components/icon.tsx';
import { Both } from './both.tsx';
import styles from './visit.module.css';
import { classes } from '../components/classes.ts';

/**
 * For the facilitator who is about to leave (R30, R31): what the lock waits for, then that they may leave and how to
 * come back. In both languages, because any staff member may be there.
 */
export function LockingSheet({ snapshot }: { readonly snapshot: VisitPageSnapshot }) {
  const waitsFor = snapshot.locking?.waitsFor ?? [];
  const step = snapshot.locking?.mayLeave === true ? 'leave' : waitsFor.length > 0 ? 'unplug' : 'engaging';
  return (
    <section
      className={classes(styles['sheet'], styles[`sheet-${step}`])}
      role="status"
      data-test={`locking-${step}`}
    >
      <span className={styles['card-icon']}>
        <Icon name={step === 'leave' ? 'check' : 'lock'} />
      </span>
      <div className={styles['columns']}>
        <Both first={snapshot.firstLanguage} className={styles['column']}>
          {(words) => (
            <>
              <p className={styles['large-title']}>{words(`visit.locking.${step}.title`)}</p>
              {step === 'unplug' && <DeviceList names={waitsFor} />}
              {step === 'leave' && waitsFor.length > 0 ? (
                <>
                  <p>{words('visit.locking.leave.take')}</p>
                  <DeviceList names={waitsFor} />
                </>
              ) : (
                <p>{words(`visit.locking.${step}.body`)}</p>
              )}
              {step === 'leave' && (
                <p className={styles['sheet-back']}>{words('visit.locking.leave.back')}</p>
              )}
            </>
          )}
        </Both>
      </div>
    </section>
  );
}

function DeviceList({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className={styles['devices']} data-test="locking-devices">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}
