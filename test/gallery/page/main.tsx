import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../../../renderer/language.ts';
import { StaffApp } from '../../../renderer/staff/app.tsx';
import { openPageStore, StaffContext } from '../../../renderer/store.ts';
import { fakeStaffBridge } from './fake-bridge.ts';
import { INSTITUTION_SCREENS } from './institution-screens.ts';
import { pressInTurn } from './press.ts';
import { speakPseudo } from './pseudo.ts';
import { REST } from './rest.ts';
import { SCREENS, type Screen } from './screens.tsx';
import { TRACKING_SCREENS } from './tracking-screens.tsx';
import { VISIT_SCREENS } from './visit-screens.tsx';
import '../../../renderer/components/styles.css';

import styles from './gallery.module.css';

/**
 * `?screen=schedule&language=fr&text=200` shows one screen; without a screen, the list. Text size in percent; `pseudo`
 * makes every text longer by half.
 */
const wanted = new URLSearchParams(location.search);
const language = wanted.get('language') === 'fr' ? 'fr' : 'en';
const staffScreens = [...SCREENS, ...INSTITUTION_SCREENS];
const drawn = [...TRACKING_SCREENS, ...VISIT_SCREENS];
const screen = staffScreens.find(({ name }) => name === wanted.get('screen'));
const other = drawn.find(({ name }) => name === wanted.get('screen'));
document.documentElement.style.fontSize = `${wanted.get('text') ?? '100'}%`;
startLanguage(language);
if (wanted.get('pseudo') !== null) speakPseudo(language);

function Shown({ screen: { snapshot, drafts, press, awaited } }: { readonly screen: Screen }) {
  const [store] = useState(() => {
    const bridge = fakeStaffBridge({ ...snapshot, language });
    return openPageStore(bridge, () => bridge.call('snapshot.staff', null));
  });
  useEffect(() => {
    for (const [key, value] of Object.entries(drafts ?? {})) store.setDraft(key, value);
    return pressInTurn([
      ...(press === undefined ? [] : [press]),
      ...(awaited === undefined ? [] : [`?${awaited}`]),
    ]);
  }, [store, drafts, press, awaited]);
  return (
    <StaffContext value={store}>
      <StaffApp loaded={REST} />
    </StaffContext>
  );
}

function List() {
  return (
    <main className={styles['gallery']}>
      <h1>Screens of the station</h1>
      <ul>
        {[...staffScreens, ...drawn].map(({ name }) => (
          <li key={name}>
            <span data-test="screen">{name}</span>
            {['en', 'fr'].flatMap((code) =>
              ['100', '200'].map((text) => (
                <a key={code + text} href={`?screen=${name}&language=${code}&text=${text}`}>
                  {code} {text} %
                </a>
              )),
            )}
          </li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  screen !== undefined ? <Shown screen={screen} /> : other !== undefined ? other.element(language) : <List />,
);
