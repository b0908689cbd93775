import type { ReactNode } from 'react';
import { LanguageToggle } from '../../renderer/components/page.tsx';
import { useWording } from '../../renderer/wording.ts';
import frame from '../../renderer/staff/shell.module.css';
import { chooseLanguage } from './chosen-language.ts';

/** The station's frame, without what only a station has. */
export function Shell(props: {
  /** The institution's name. */
  readonly place?: ReactNode;
  /** Who is signed in, and the way out. */
  readonly person?: ReactNode;
  readonly navigation?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useWording();
  return (
    <div className={frame['shell']}>
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment names the area that is shown.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('common.skip')}
      </a>
      <header className={frame['top-bar']}>
        <div className={frame['top-bar-row']}>
          <div className={frame['brand']}>
            <span className={frame['brand-name']}>{t('app.short')}</span>
            {props.place !== undefined && <span className={frame['brand-place']}>{props.place}</span>}
          </div>
          {props.person}
          <LanguageToggle onChoose={chooseLanguage} />
        </div>
      </header>
      {props.navigation}
      <main id="main" className={frame['shell-main']} tabIndex={-1}>
        {props.children}
      </main>
    </div>
  );
}
