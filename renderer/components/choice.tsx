import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldMessage } from './field.tsx';
import styles from './field.module.css';
import { classes } from './classes.ts';

interface RadioGroupProps<Value extends string> {
  readonly legend: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly required?: boolean;
  readonly id?: string;
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint?: string;
    readonly test?: string;
  }[];
  /** Side by side when there is room. */
  readonly inline?: boolean;
  readonly hideLegend?: boolean;
}

/** A choice of one among a few, as large tiles; the arrow keys work as in any radio group. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { t } = useTranslation();
  const made = useId();
  const { legend, hint, error, id = made, value, onChange, options, inline = false } = props;
  const described = [hint === undefined ? '' : `${id}-hint`, error ? `${id}-error` : ''].join(' ').trim();
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className={classes(styles['field'], error && styles['field-error'])}
      aria-describedby={described === '' ? undefined : described}
    >
      <legend className={props.hideLegend === true ? 'visually-hidden' : styles['field-label']}>
        {legend}
        {props.required === true && (
          <span className={styles['field-required']}> ({t('common.required')})</span>
        )}
      </legend>
      {hint !== undefined && (
        <p className={styles['field-hint']} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldMessage id={`${id}-error`}>{error}</FieldMessage>}
      <div className={classes(styles['choices'], inline && styles['choices-inline'])}>
        {options.map((option) => (
          <label key={option.value} className={styles['choice']}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              data-test={option.test}
              onChange={() => onChange(option.value)}
            />
            <span className={styles['choice-text']}>
              <span>{option.label}</span>
              {option.hint !== undefined && <span className={styles['choice-hint']}>{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Controls that answer one question together. */
export function Fieldset(props: {
  readonly legend: string;
  /** Side by side when there is room. */
  readonly inline?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className={styles['field']}>
      <legend className={styles['field-label']}>{props.legend}</legend>
      <div className={classes(styles['choices'], props.inline === true && styles['choices-inline'])}>
        {props.children}
      </div>
    </fieldset>
  );
}

interface CheckboxProps {
  readonly label: ReactNode;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly error?: string | null;
  readonly id?: string;
  readonly disabled?: boolean;
  readonly test?: string;
}

/** A statement to confirm. */
export function Checkbox({
  label,
  hint,
  checked,
  onChange,
  error,
  id,
  disabled = false,
  test,
}: CheckboxProps) {
  const made = useId();
  const control = id ?? made;
  return (
    <div className={classes(styles['field'], error && styles['field-error'])}>
      {error && <FieldMessage id={`${control}-error`}>{error}</FieldMessage>}
      <label className={styles['choice']}>
        <input
          id={control}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          data-test={test}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${control}-error` : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className={styles['choice-text']}>
          <span>{label}</span>
          {hint !== undefined && <span className={styles['choice-hint']}>{hint}</span>}
        </span>
      </label>
    </div>
  );
}
