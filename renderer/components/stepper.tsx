import { Icon } from './icon.tsx';

interface StepperProps {
  readonly label: string;
  readonly steps: readonly { readonly key: string; readonly label: string }[];
  /** The key of the step being done; the ones before it are done. */
  readonly current: string;
  readonly doneText: string;
}

/** Where the work stands: what is done, what is now, what is to come. */
export function Stepper({ label, steps, current, doneText }: StepperProps) {
  const now = steps.findIndex((step) => step.key === current);
  return (
    <nav className="stepper" aria-label={label}>
      <ol>
        {steps.map((step, index) => {
          const state = index < now ? 'done' : index === now ? 'now' : 'next';
          return (
            <li
              key={step.key}
              className={`step step-${state}`}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <span className="step-mark" aria-hidden="true">
                {state === 'done' ? <Icon name="check" /> : index + 1}
              </span>
              <span className="step-label">
                {step.label}
                {state === 'done' && <span className="visually-hidden"> ({doneText})</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
