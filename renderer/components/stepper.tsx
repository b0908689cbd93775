import { Icon } from './icon.tsx';
import styles from './stepper.module.css';
import { classes } from './classes.ts';

interface StepperProps {
  readonly label: string;
  readonly steps: readonly { readonly key: string; readonly label: string; readonly done: boolean }[];
  /** The key of the current step. An earlier step that is not done counts as skipped. */
  readonly current: string;
  readonly doneText: string;
  readonly skippedText: string;
}

/** Progress through the steps: done, skipped, current, next. */
export function Stepper({ label, steps, current, doneText, skippedText }: StepperProps) {
  const now = steps.findIndex((step) => step.key === current);
  return (
    <nav className={styles['stepper']} aria-label={label}>
      <ol>
        {steps.map((step, index) => {
          const state = index === now ? 'now' : index > now ? 'next' : step.done ? 'done' : 'skipped';
          return (
            <li
              key={step.key}
              className={classes(styles['step'], styles[`step-${state}`])}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <span className={styles['step-mark']} aria-hidden="true">
                {state === 'done' ? (
                  <Icon name="check" />
                ) : state === 'skipped' ? (
                  <Icon name="dash" />
                ) : (
                  index + 1
                )}
              </span>
              <span className={styles['step-label']}>
                {step.label}
                {state === 'done' && <span className="visually-hidden"> ({doneText})</span>}
                {state === 'skipped' && <span className="visually-hidden"> ({skippedText})</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
