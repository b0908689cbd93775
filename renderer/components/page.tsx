import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { classes } from './classes.ts';
import { setPageTitle } from './page-title.ts';
import styles from './page.module.css';

/** Longer than the station stays on a step that it takes by itself. */
const PASSING_MS = 1500;

/** The screen's title; takes the focus when the screen appears, so that it is read first. */
export function PageHeader(props: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly kicker?: string;
  /** The station usually moves on by itself: the title is read only if the screen stays. */
  readonly passing?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, passing = false } = props;
  useEffect(() => {
    const read = () => {
      setPageTitle(title);
      heading.current?.focus();
    };
    if (!passing) return read();
    const timer = setTimeout(() => {
      // Somebody may already be at a control of this screen.
      if (document.activeElement === document.body) read();
      else setPageTitle(title);
    }, PASSING_MS);
    return () => clearTimeout(timer);
  }, [title, passing]);
  return (
    <header className={styles['page-header']}>
      <div>
        {props.kicker !== undefined && <p className={styles['page-kicker']}>{props.kicker}</p>}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {props.lead !== undefined && <p className={styles['page-lead']}>{props.lead}</p>}
      </div>
      {props.aside !== undefined && <div>{props.aside}</div>}
    </header>
  );
}

/**
 * Focuses the element with this id when a form replaces the button that opened it, and scrolls it into view. When the form
 * closes, the focus that it had goes to the screen's title instead of nowhere.
 */
export function useFocusOnOpen(id: string): void {
  useEffect(() => {
    document.getElementById(id)?.focus();
    return () => {
      if (document.activeElement === document.body) document.querySelector('h1')?.focus();
    };
  }, [id]);
}

/** The buttons at the end of a long form, in view while the form scrolls. */
export function FormEnd({
  children,
  apart = false,
}: {
  readonly children: ReactNode;
  readonly apart?: boolean;
}) {
  return <div className={classes(styles['form-end'], apart && styles['form-end-apart'])}>{children}</div>;
}

/** Switches the viewer's language; labelled in the other language. */
export function LanguageToggle({ onChoose }: { readonly onChoose: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === 'fr' ? 'en' : 'fr';
  return (
    <button
      type="button"
      className={styles['language-toggle']}
      lang={other}
      data-test="language-toggle"
      onClick={() => onChoose(other)}
    >
      {t('language.other')}
    </button>
  );
}
