import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

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

/** One answer out of a few, as tiles large enough to hit; arrows move, as radios do. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { t } = useTranslation();
  const made = useId();
  const { legend, hint, error, id = made, value, onChange, options, inline = false } = props;
  const described = [hint === undefined ? '' : `${id}-hint`, error ? `${id}-error` : ''].join(' ').trim();
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className={`field${error ? ' field-error' : ''}`}
      aria-describedby={described === '' ? undefined : described}
    >
      <legend className={props.hideLegend === true ? 'visually-hidden' : 'field-label'}>
        {legend}
        {props.required === true && <span className="field-required"> ({t('common.required')})</span>}
      </legend>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field-message" id={`${id}-error`}>
          <Icon name="warning" /> {error}
        </p>
      )}
      <div className={`choices${inline ? ' choices-inline' : ''}`}>
        {options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              data-test={option.test}
              onChange={() => onChange(option.value)}
            />
            <span className="choice-text">
              <span>{option.label}</span>
              {option.hint !== undefined && <span className="choice-hint">{option.hint}</span>}
            </span>
          </label>
        ))}
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

/** One statement to confirm. */
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
    <div className={`field${error ? ' field-error' : ''}`}>
      {error && (
        <p className="field-message" id={`${control}-error`}>
          <Icon name="warning" /> {error}
        </p>
      )}
      <label className="choice">
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
        <span className="choice-text">
          <span>{label}</span>
          {hint !== undefined && <span className="choice-hint">{hint}</span>}
        </span>
      </label>
    </div>
  );
}
