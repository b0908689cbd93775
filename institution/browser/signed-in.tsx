import { useMemo, useState, useSyncExternalStore } from 'react';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Icon } from '../../renderer/components/icon.tsx';
import { useWording } from '../../renderer/wording.ts';
import frame from '../../renderer/staff/shell.module.css';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { HostContext, type Host } from '../pages/host.ts';
import { AREAS, type Area } from './areas.ts';
import type { Ending } from './app.tsx';
import type { Connection, SessionAnswer } from './connection.ts';
import { draftsOf } from './drafts.ts';
import { IdleWarning } from './idle-warning.tsx';
import { Shell } from './shell.tsx';
import styles from './browser.module.css';

type Person = NonNullable<SessionAnswer['signedIn']>;

/** The pages of a signed-in person: navigation by links, so that Back, a bookmark and a second tab work. */
export function SignedIn(props: {
  readonly connection: Connection;
  readonly session: SessionAnswer;
  readonly person: Person;
  readonly onEnd: (why: Ending) => void;
}) {
  const { t, language } = useWording();
  const { connection, session, person, onEnd } = props;
  const { institutions } = session;
  const [chosen, choose] = useState(institutions[0]?.id ?? null);
  const institution = institutions.find(({ id }) => id === chosen);
  const areas = AREAS.filter(({ roles }) => roles.some((role) => person.roles.includes(role)));
  const named = useHash();
  const shown = areas.find(({ name }) => name === named) ?? areas[0];

  const zone = institution?.zone ?? 'UTC';
  const firstLanguage = institution?.firstLanguage ?? language;
  const host = useMemo<Host>(
    () => ({
      async call(name, input, options) {
        const answer = await connection.call(name, input, {
          csrf: person.csrf,
          institution: chosen,
          background: options?.background === true,
        });
        if (!answer.ok && answer.refusal.code === 'signed-out') onEnd('idle');
        return answer;
      },
      zone,
      firstLanguage,
      now: connection.now,
      person,
      isBlocked: () => false,
      invites: session.local,
      notice: DEFAULT_NOTICE,
      copies: null,
      drafts: draftsOf(person.id),
    }),
    [connection, session, person, chosen, zone, firstLanguage, onEnd],
  );

  return (
    <HostContext value={host}>
      <Shell
        place={
          institutions.length > 1 ? (
            <label className={styles['institution']}>
              <span className="visually-hidden">{t('browser.institution')}</span>
              <select
                value={chosen ?? ''}
                data-test="institution"
                onChange={(event) => choose(event.target.value)}
              >
                {institutions.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name[language]}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            institution?.name[language]
          )
        }
        person={
          <SignedInPerson
            name={person.name}
            onSignOut={() => void connection.signOut(person.csrf).then(() => onEnd('asked'))}
          />
        }
        navigation={<Navigation areas={areas} shown={shown} />}
      >
        <div className="page stack stack-loose">
          {shown === undefined || institution === undefined ? (
            <Alert tone="info" test="no-area">
              {t('browser.signIn.noArea')}
            </Alert>
          ) : (
            <div className="stack stack-loose" key={`${shown.name} ${institution.id}`}>
              <shown.Page />
            </div>
          )}
        </div>
      </Shell>
      <IdleWarning connection={connection} onEnd={onEnd} />
    </HostContext>
  );
}

function Navigation(props: { readonly areas: readonly Area[]; readonly shown: Area | undefined }) {
  const { t } = useWording();
  return (
    <nav className={frame['nav-bar']} aria-label={t('browser.areas')}>
      <ul className={frame['nav-tabs']}>
        {props.areas.map(({ name }) => (
          <li key={name}>
            <a
              className={frame['nav-tab']}
              href={`#${name}`}
              aria-current={name === props.shown?.name ? 'page' : undefined}
              data-test={`nav-${name}`}
            >
              {t(`browser.area.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** In the top bar: nine areas fill the navigation. */
function SignedInPerson(props: { readonly name: string; readonly onSignOut: () => void }) {
  const { t } = useWording();
  return (
    <div className="row">
      <span data-test="signed-in">
        <Icon name="person" />
        <span className="visually-hidden">{t('nav.signedInAs', { name: props.name })}</span>
        <span aria-hidden="true"> {props.name}</span>
      </span>
      <Button size="small" test="sign-out" onPress={props.onSignOut}>
        {t('nav.signOut')}
      </Button>
    </div>
  );
}

/** The area that the address names. */
function useHash(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash.slice(1),
  );
}
