import { useState } from 'react';
import type { Message, PinPanel, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { Icon } from '../components/icon.tsx';
import { Both, type Words } from './both.tsx';
import styles from './visit.module.css';
import { classes } from '../components/classes.ts';

/** The messages of the PIN panel; other codes get a general sentence. */
const PIN_MESSAGES = [
  'pin-wrong',
  'pin-throttled',
  'pin-blocked',
  'role-missing',
  'staff-expired',
  'staff-list-too-old',
] as const;

interface PinSheetProps {
  readonly snapshot: VisitPageSnapshot;
  readonly panel: PinPanel;
  readonly now: number;
}

/** The PIN panel for returning staff (R34). The lock captures the keys; this page only learns the number of digits. */
export function PinSheet({ snapshot, panel, now }: PinSheetProps) {
  const { digits, message } = panel;
  const wait = useSecondsToWait(message, now);
  return (
    <section className={styles['sheet']} role="status" data-test="pin-panel">
      <span className={styles['card-icon']}>
        <Icon name="lock" />
      </span>
      <div className={styles['pin']}>
        <div className={styles['columns']}>
          <Both first={snapshot.firstLanguage} className={styles['column']}>
            {(words) => <p className={styles['card-title']}>{words('visit.pin.title')}</p>}
          </Both>
        </div>
        <PinDots digits={digits} />
        <div className={styles['columns']}>
          <Both first={snapshot.firstLanguage} className={styles['column']}>
            {(words) => (
              <>
                <span className={styles['visually-hidden']}>
                  {words('visit.pin.typed', { count: digits })}
                </span>
                <p>{lineOf(words, panel, wait)}</p>
              </>
            )}
          </Both>
        </div>
      </div>
    </section>
  );
}

const LEAST_PLACES = 6;

function PinDots({ digits }: { readonly digits: number }) {
  const places = Math.max(LEAST_PLACES, digits);
  return (
    <div className={styles['dots']} aria-hidden="true" data-test="pin-dots" data-digits={digits}>
      {Array.from({ length: places }, (_, place) => (
        <span key={place} className={classes(styles['dot'], place < digits && styles['dot-full'])} />
      ))}
    </div>
  );
}

function lineOf(words: Words, { message, checking }: PinPanel, wait: number): string {
  if (checking) return words('visit.pin.checking');
  if (message === null) return words('visit.pin.help');
  const known = PIN_MESSAGES.find((code) => code === message.code) ?? 'other';
  if (known === 'pin-throttled' && wait > 0) return words('visit.pin.wait', { count: wait });
  return words(`visit.pin.message.${known}`);
}

/** Seconds until the next attempt, counted down from when the station first reported them; 0 when there is no wait. */
function useSecondsToWait(message: Message | null, now: number): number {
  const seconds = message?.values['seconds'];
  const key = message === null ? '' : `${message.code} ${String(seconds)}`;
  const [said, setSaid] = useState({ key, at: now });
  if (said.key !== key) setSaid({ key, at: now });
  if (typeof seconds !== 'number') return 0;
  return Math.max(0, Math.ceil(seconds - (now - said.at) / 1000));
}
