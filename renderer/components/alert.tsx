import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallName } from '../../shared/ipc/schema.ts';
import { useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';
import { Icon, type IconName } from './icon.tsx';
import { setErrorTitle } from './page-title.ts';
import { classes } from './classes.ts';
import styles from './alert.module.css';

export type Tone = 'info' | 'success' | 'warning' | 'danger';
const ICONS: Readonly<Record<Tone, IconName>> = {
  info: 'info',
  success: 'check',
  warning: 'warning',
  danger: 'warning',
};

interface AlertProps {
  readonly tone: Tone;
  readonly title?: string;
  /** `alert` interrupts a screen reader, `status` waits its turn; omit it for content that is there from the start. */
  readonly live?: 'alert' | 'status';
  readonly test?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A message that stands out from the page, never by colour alone. */
export function Alert({ tone, title, live, test, children, actions }: AlertProps) {
  return (
    <div className={classes(styles['alert'], styles[`alert-${tone}`])} role={live} data-test={test}>
      <Icon name={ICONS[tone]} size="large" />
      <div className={styles['alert-body']}>
        {title !== undefined && <p className={styles['alert-title']}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className={classes('row', styles['alert-actions'])}>{actions}</div>}
      </div>
    </div>
  );
}

/** A column of alerts; takes no space while empty. */
export function AlertStack({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes('stack stack-tight', styles['alert-stack'])} data-alerts>
      {children}
    </div>
  );
}

/**
 * The station's last refusal in words, or that the station did not answer.
 * @param calls shows refusals of these calls only; all calls when omitted
 */
export function RefusalNotice({ calls }: { readonly calls?: readonly CallName[] }) {
  const { t } = useTranslation();
  const { wordRefusal } = useWording();
  const refusal = useStaffState((state) => state.refusal);
  const broken = useStaffState((state) => state.broken);
  if (broken) {
    return (
      <Alert tone="danger" live="alert" test="broken">
        {t('app.broken')}
      </Alert>
    );
  }
  if (refusal === null || (calls !== undefined && !calls.includes(refusal.call))) return null;
  return (
    <Alert tone="warning" live="alert" test={`refusal-${refusal.code}`}>
      {wordRefusal(refusal)}
    </Alert>
  );
}

/** A missing or invalid answer, and the id of its control. */
export interface FieldError {
  readonly id: string;
  readonly text: string;
  /** Counts the attempts to send the form. */
  readonly attempt?: number;
}

/** Lists a form's errors at its top, each linked to its field; takes the focus when it appears and at each attempt. */
export function ErrorSummary({ errors }: { readonly errors: readonly FieldError[] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const shown = errors.length > 0;
  const attempt = errors[0]?.attempt ?? 0;
  // Not on every change: a list that gets shorter while someone types must not take the focus. At each attempt, though:
  // the list may be out of sight, and a press that shows nothing looks like one that was not taken.
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown, attempt]);
  useEffect(() => {
    if (!shown) return;
    setErrorTitle((title) => t('common.errorTitle', { title }));
    return () => setErrorTitle(null);
  }, [shown, t]);
  if (!shown) return null;
  return (
    <div
      className={classes(styles['alert'], styles['alert-danger'])}
      role="alert"
      tabIndex={-1}
      ref={box}
      data-test="error-summary"
    >
      <Icon name="warning" size="large" />
      <div className={styles['alert-body']}>
        <p className={styles['alert-title']}>{t('common.errorSummary')}</p>
        <ul className={styles['error-list']}>
          {errors.map((error) => (
            <li key={error.id}>
              <a
                href={`#${error.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusControl(error.id);
                }}
              >
                {error.text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function focusControl(id: string): void {
  const found = document.getElementById(id);
  const control = found instanceof HTMLFieldSetElement ? found.querySelector('input') : found;
  (control ?? found)?.focus();
}
