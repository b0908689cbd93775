import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { classes } from './classes.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'normal' | 'wide';
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/**
 * A native modal dialog, open while it is rendered; returns the focus when it closes. Not for screens with the
 * meeting, whose view is above the page and would cover it.
 */
export function Dialog({ title, onClose, size = 'normal', children, footer }: DialogProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  // The keyboard must reach what scrolls, and stops at nothing else.
  const [isScrolling, setScrolling] = useState(false);
  useLayoutEffect(() => {
    const element = body.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setScrolling(element.scrollHeight > element.clientHeight));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  // Before the effects of its content, which may move the focus: a closed dialog cannot hold it.
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes(styles['dialog'], styles[`dialog-${size}`])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles['dialog-head']}>
        <h2 id={titleId} tabIndex={-1}>
          {title}
        </h2>
        <Button variant="quiet" size="small" icon="cross" test="dialog-close" onPress={onClose}>
          {t('common.close')}
        </Button>
      </div>
      <div ref={body} className={styles['dialog-body']} tabIndex={isScrolling ? 0 : undefined}>
        {children}
      </div>
      {footer !== undefined && <div className={styles['dialog-foot']}>{footer}</div>}
    </dialog>
  );
}
