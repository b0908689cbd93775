import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NETWORK_FAULTS } from '../../shared/it/it-warnings.ts';
import { textIn } from '../../shared/language/local-text.ts';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { Alert, AlertStack, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { LanguageToggle } from '../components/page.tsx';
import { useCall, useStaff, useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';
import { InstitutionMessages } from './institution-messages.tsx';
import { SyncLine } from './sync-line.tsx';
import { Telephones } from './telephones.tsx';
import { classes } from '../components/classes.ts';
import styles from './shell.module.css';

export type Area = 'schedule' | 'session' | 'tracking' | 'institution' | 'it';
const AREA_ICONS: Readonly<Record<Area, IconName>> = {
  schedule: 'calendar',
  session: 'person',
  tracking: 'list',
  institution: 'place',
  it: 'info',
};

/** Who keeps the institution in this station (R64). */
export const INSTITUTION_ROLES: readonly StaffRole[] = ['head', 'it', 'scheduler'];

interface ShellProps {
  readonly area: Area;
  readonly onArea: (area: Area) => void;
  /** Omits bar and navigation and fills the window, to leave space for the meeting. */
  readonly compact: boolean;
  readonly children: ReactNode;
}

/** The frame of every screen of a signed-in person. */
export function Shell({ area, onArea, compact, children }: ShellProps) {
  const { t } = useTranslation();
  return (
    <Frame
      compact={compact}
      before={
        <a className="skip-link" href="#main">
          {t('common.skip')}
        </a>
      }
      navigation={!compact && <Navigation area={area} onArea={onArea} />}
    >
      {!compact && <InstitutionMessages folded={false} />}
      {!compact && <Alarms onDetails={area === 'it' ? null : () => onArea('it')} />}
      {children}
    </Frame>
  );
}

/** The top bar and the main part of every staff screen, including sign-in. */
export function Frame(props: {
  readonly compact?: boolean;
  readonly before?: ReactNode;
  readonly navigation?: ReactNode;
  readonly children: ReactNode;
}) {
  const { compact = false } = props;
  return (
    <div className={classes(styles['shell'], compact && styles['shell-compact'])}>
      {props.before}
      {!compact && <TopBar />}
      {props.navigation}
      <main id="main" className={styles['shell-main']} tabIndex={-1}>
        {props.children}
      </main>
      {!compact && <Telephones />}
    </div>
  );
}

function TopBar() {
  const { t } = useTranslation();
  const call = useCall();
  const { station, language } = useStaff();
  const { enrolment } = station;
  return (
    <header className={styles['top-bar']}>
      {station.practice !== null && (
        <p className={styles['practice-banner']} data-test="practice-banner">
          <Icon name="info" /> {t('app.practice')}
        </p>
      )}
      <div className={styles['top-bar-row']}>
        <p className={styles['brand']}>
          <span className={styles['brand-name']}>{t('app.short')}</span>
          {enrolment !== null && (
            <span className={styles['brand-place']}>
              {enrolment.institution.name[language]} · {textIn(enrolment.location, language)}
            </span>
          )}
        </p>
        <SyncLine />
        <LanguageToggle onChoose={(language) => void call('language.set', { language })} />
      </div>
    </header>
  );
}

function Navigation({ area, onArea }: Pick<ShellProps, 'area' | 'onArea'>) {
  const { t } = useTranslation();
  const { station, staff, session, waiting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'staff.sign-out');
  // Others reach IT's screen from a warning.
  const showsIt = area === 'it' || (staff.signedIn?.roles.includes('it') ?? false);
  const showsInstitution =
    station.embedded !== null && INSTITUTION_ROLES.some((role) => staff.signedIn?.roles.includes(role));
  const areas: readonly Area[] = [
    'schedule',
    ...(session === null ? [] : (['session'] as const)),
    'tracking',
    ...(showsInstitution ? (['institution'] as const) : []),
    ...(showsIt ? (['it'] as const) : []),
  ];
  return (
    <nav className={styles['nav-bar']} aria-label={t('nav.label')}>
      <ul className={styles['nav-tabs']}>
        {areas.map((name) => (
          <li key={name}>
            <button
              type="button"
              className={styles['nav-tab']}
              aria-current={area === name ? 'page' : undefined}
              data-test={`nav-${name}`}
              onClick={() => onArea(name)}
            >
              <Icon name={AREA_ICONS[name]} /> {t(`nav.${name}`)}
              {name === 'tracking' && waiting.length > 0 && (
                <span className={styles['nav-count']}>
                  <span aria-hidden="true">{waiting.length}</span>
                  <span className="visually-hidden"> {t('nav.waiting', { count: waiting.length })}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <div className="row">
        <span className={styles['nav-person']} data-test="signed-in">
          <Icon name="person" />
          <span className="visually-hidden">{t('nav.signedInAs', { name: staff.signedIn?.name ?? '' })}</span>
          <span aria-hidden="true">{staff.signedIn?.name}</span>
        </span>
        <Button
          size="small"
          busy={busy}
          disabled={session !== null && session.session.phase !== 'ended'}
          test="sign-out"
          onPress={() => void call('staff.sign-out', null)}
        >
          {t('nav.signOut')}
        </Button>
      </div>
    </nav>
  );
}

/**
 * Alarms that concern every screen, and refusals of the shell's own calls.
 * @param onDetails opens IT's screen; null where it is already open
 */
export function Alarms({ onDetails }: { readonly onDetails: (() => void) | null }) {
  const { t } = useTranslation();
  const { station, hardware } = useStaff();
  const { wordMessage } = useWording();
  const enrolFault = NETWORK_FAULTS.find((fault) => fault === station.sync.code);
  return (
    <AlertStack>
      {station.enrolment === null && station.embedded === null && (
        <Alert tone="danger" test="not-enrolled">
          <p>{t('app.notEnrolled')}</p>
          {enrolFault !== undefined && (
            <p>{t('app.notEnrolledWhy', { what: t(`it.network.${enrolFault}`) })}</p>
          )}
        </Alert>
      )}
      {station.alarms.map((alarm) => (
        <Alert key={alarm.code} tone="warning" live="status" test={`alarm-${alarm.code}`}>
          {wordMessage('alarm', alarm)}
        </Alert>
      ))}
      {hardware.simulated && station.practice === null && <Alert tone="info">{t('app.simulated')}</Alert>}
      {onDetails !== null && (station.alarms.length > 0 || station.sync.state === 'attention') && (
        <p>
          <Button size="small" test="it-open" onPress={onDetails}>
            {t('it.open')}
          </Button>
        </p>
      )}
      <RefusalNotice calls={['staff.sign-out', 'language.set']} />
    </AlertStack>
  );
}
