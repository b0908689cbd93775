import type { ReactNode } from 'react';
import { formatTimer } from '../../shared/language/format.ts';
import type { Tone } from './alert.tsx';
import { Icon, type IconName } from './icon.tsx';
import { classes } from './classes.ts';
import styles from './status.module.css';

interface BadgeProps {
  readonly tone: Tone | 'neutral';
  readonly icon?: IconName;
  readonly test?: string;
  readonly children: ReactNode;
}

/** A state in one or two words with an icon, readable without colour. */
export function Badge({ tone, icon, test, children }: BadgeProps) {
  return (
    <span className={classes(styles['badge'], styles[`badge-${tone}`])} data-test={test}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </span>
  );
}

/** Progress with a label; `value` and `max` in the same unit. */
export function ProgressBar(props: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly tone?: 'brand' | 'good';
}) {
  const { label, value, max, tone = 'brand' } = props;
  return (
    <progress
      className={classes(styles['progress'], styles[`progress-${tone}`])}
      aria-label={label}
      value={value}
      max={max}
    />
  );
}

/** The time left until an instant, in minutes and seconds. Not a live region: it would announce every second. */
export function Timer(props: { readonly label: string; readonly endsAt: number; readonly now: number }) {
  const { label, endsAt, now } = props;
  return (
    <div className={styles['timer']} role="timer" aria-label={label}>
      <span className={classes('numbers', styles['timer-value'])} data-test="time-left">
        {formatTimer(endsAt - now)}
      </span>
      <span className={styles['timer-label']}>{label}</span>
    </div>
  );
}

/** A list of names and values. */
export function Facts(props: {
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
  readonly columns?: 1 | 2;
}) {
  return (
    <dl className={classes(styles['facts'], styles[`facts-${props.columns ?? 1}`])}>
      {props.rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A file path; a click selects all of it. */
export function FilePath({ children }: { readonly children: string }) {
  return <code className={styles['file-path']}>{children}</code>;
}

export function Card(props: {
  readonly title?: string;
  readonly level?: 2 | 3;
  readonly aside?: ReactNode;
  readonly tone?: 'plain' | 'tint';
  readonly test?: string;
  readonly children: ReactNode;
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2';
  return (
    <section
      className={classes(styles['card'], styles[`card-${props.tone ?? 'plain'}`])}
      data-test={props.test}
    >
      {(props.title !== undefined || props.aside !== undefined) && (
        <div className={styles['card-head']}>
          {props.title !== undefined && <Heading className={styles['card-title']}>{props.title}</Heading>}
          {props.aside}
        </div>
      )}
      {props.children}
    </section>
  );
}
