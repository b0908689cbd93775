import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import { classes } from './classes.ts';
import styles from './field.module.css';

/** What every field has. `id` is the target of links in the error summary. */
export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly required?: boolean;
  readonly id?: string;
  readonly test?: string;
}

/** The error message of a control. */
export function FieldMessage({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p className={styles['field-message']} id={id}>
      <Icon name="warning" /> {children}
    </p>
  );
}

interface FrameProps extends FieldProps {
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
    readonly 'aria-required': true | undefined;
    readonly 'data-test': string | undefined;
  }) => ReactNode;
}

/** A control with its label, hint and error, tied together for assistive technology. */
export function Field({ label, hint, error, required = false, id, test, children }: FrameProps) {
  const { t } = useTranslation();
  const made = useId();
  const control = id ?? made;
  const hintId = `${control}-hint`;
  const errorId = `${control}-error`;
  const described = [hint === undefined ? '' : hintId, error ? errorId : ''].filter((part) => part !== '');
  return (
    <div className={classes(styles['field'], error && styles['field-error'])}>
      <label className={styles['field-label']} htmlFor={control}>
        {label}
        {required && <span className={styles['field-required']}> ({t('common.required')})</span>}
      </label>
      {hint !== undefined && (
        <p className={styles['field-hint']} id={hintId}>
          {hint}
        </p>
      )}
      {error && <FieldMessage id={errorId}>{error}</FieldMessage>}
      {children({
        id: control,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error ? true : undefined,
        'aria-required': required ? true : undefined,
        'data-test': test,
      })}
    </div>
  );
}

interface TextInputProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly kind?: 'text' | 'pin' | 'password' | 'date' | 'time' | 'search';
  /** What a browser may fill in; nothing by default, as at a station that people share. */
  readonly autoComplete?: 'username' | 'current-password' | 'new-password' | 'one-time-code';
  readonly maxLength?: number;
  readonly width?: 'full' | 'short';
  readonly disabled?: boolean;
}

const LONGEST_PIN = 12;

/**
 * One line of text; `pin` is masked and takes digits only. Dates and times are typed in ISO 8601 form, because the
 * browser's own controls follow the language of the operating system, not of the viewer.
 */
export function TextInput(props: TextInputProps) {
  const { t } = useTranslation();
  const { value, onChange, kind = 'text', width = 'full', disabled = false } = props;
  const form = kind === 'date' || kind === 'time' ? FORMS[kind] : null;
  const label = form === null ? props.label : `${props.label} (${t(form.hint)})`;
  return (
    <Field {...props} label={label}>
      {(control) => (
        <input
          {...control}
          className={classes(styles['input'], styles[`input-${kind === 'pin' ? 'pin' : width}`])}
          type={kind === 'pin' || kind === 'password' ? 'password' : kind === 'search' ? 'search' : 'text'}
          inputMode={kind === 'pin' || form !== null ? 'numeric' : undefined}
          pattern={form?.pattern}
          autoComplete={props.autoComplete ?? 'off'}
          spellCheck={kind === 'text' ? undefined : false}
          maxLength={form?.length ?? (kind === 'pin' ? LONGEST_PIN : props.maxLength)}
          disabled={disabled}
          value={value}
          onChange={(event) =>
            onChange(kind === 'pin' ? event.target.value.replaceAll(/\D/gu, '') : event.target.value)
          }
        />
      )}
    </Field>
  );
}

const FORMS = {
  date: { hint: 'common.dateHint', pattern: '\\d{4}-\\d{2}-\\d{2}', length: 10 },
  time: { hint: 'common.timeHint', pattern: '\\d{2}:\\d{2}', length: 5 },
} as const;

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength: number;
  readonly rows?: number;
}

/** Several lines of text; says how many characters are left near the limit. */
export function TextArea(props: TextAreaProps) {
  const { t } = useTranslation();
  const { value, onChange, maxLength, rows = 3 } = props;
  const left = maxLength - value.length;
  return (
    <Field {...props}>
      {(control) => (
        <>
          <textarea
            {...control}
            className={styles['input']}
            rows={rows}
            maxLength={maxLength}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {left <= 80 && (
            <p className={styles['field-hint']} aria-live="polite">
              {t('common.charactersLeft', { count: left })}
            </p>
          )}
        </>
      )}
    </Field>
  );
}

interface SelectProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly disabled?: boolean;
}

export function Select(props: SelectProps) {
  const { value, onChange, options, disabled = false } = props;
  return (
    <Field {...props}>
      {(control) => (
        <select
          {...control}
          className={classes(styles['input'], styles['input-select'])}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
