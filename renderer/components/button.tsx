import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { classes } from './classes.ts';
import styles from './button.module.css';

interface ButtonProps {
  /** One `primary` per screen; `danger` for what cannot be undone; `quiet` for side paths. */
  readonly variant?: 'primary' | 'secondary' | 'danger' | 'quiet';
  readonly size?: 'normal' | 'small' | 'large';
  readonly type?: 'button' | 'submit';
  readonly icon?: IconName;
  readonly wide?: boolean;
  readonly disabled?: boolean;
  /** Its call is in progress: the button keeps its place and focus but does nothing. */
  readonly busy?: boolean;
  readonly pressed?: boolean;
  /** The id of the sentence that explains it, or why it is not available. */
  readonly describedBy?: string | undefined;
  /** The `data-test` name, the same in both languages. */
  readonly test?: string;
  readonly onPress?: () => void;
  readonly children: ReactNode;
}

/** A button of at least 44 by 44 CSS pixels (`small`: 36, but 44 beside the meeting). */
export function Button({
  variant = 'secondary',
  size = 'normal',
  type = 'button',
  icon,
  wide = false,
  disabled = false,
  busy = false,
  pressed,
  describedBy,
  test,
  onPress,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(
        styles['button'],
        styles[`button-${variant}`],
        styles[`button-${size}`],
        wide && styles['button-wide'],
      )}
      data-variant={variant}
      data-size={size}
      disabled={disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      aria-describedby={describedBy}
      data-test={test}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
