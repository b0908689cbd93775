import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { afterPaint } from '../after-paint.ts';
import { Alert } from '../components/alert.tsx';
import { LiveRegion, ToastHost } from '../components/live.tsx';
import { followLanguage } from '../language.ts';
import { useStaff, useStaffState, useStaffStore } from '../store.ts';
import { FaultScreen } from './fault-screen.tsx';
import { SignIn } from './sign-in.tsx';
import styles from './app.module.css';

/** Loads what only signed-in staff need, after the sign-in screen is drawn, so that it appears sooner. */
async function loadRest() {
  const [{ SignedInApp }, { ItPage }] = await Promise.all([
    import('./signed-in-app.tsx'),
    import('../it/it-page.tsx'),
  ]);
  return { SignedInApp, ItPage };
}
type Rest = Awaited<ReturnType<typeof loadRest>>;

/**
 * The staff page: a fault, the sign-in screen or the screens of the person signed in.
 * @param loaded the screens that are otherwise loaded after the sign-in screen
 */
export function StaffApp({ loaded = null }: { readonly loaded?: Rest | null }) {
  const { t } = useTranslation();
  const ready = useStaffState((state) => state.snapshot !== null);
  const broken = useStaffState((state) => state.broken);
  const { send } = useStaffStore();
  const [rest, setRest] = useState(loaded);
  useEffect(() => {
    if (!ready) return;
    return afterPaint(() => {
      send('page.shown', null);
      if (loaded === null) void loadRest().then(setRest);
    });
  }, [ready, send, loaded]);
  if (!ready && broken) {
    return (
      <div className={styles['waiting']}>
        <Alert tone="danger" live="alert">
          {t('app.broken')}
        </Alert>
      </div>
    );
  }
  if (!ready) return <Loading />;
  return (
    <>
      <Screens rest={rest} />
      <LiveRegion />
      <ToastHost />
    </>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div className={styles['waiting']}>
      <p role="status">{t('app.loading')}</p>
    </div>
  );
}

function Screens({ rest }: { readonly rest: Rest | null }) {
  const { fault, language, staff } = useStaff();
  useEffect(() => followLanguage(language), [language]);
  if (fault !== null) return <FaultScreen fault={fault} />;
  if (staff.signedIn === null) return <SignIn ItPage={rest?.ItPage ?? null} />;
  // Only after a reload: a person who types a PIN takes longer than the loading.
  if (rest === null) return <Loading />;
  return <rest.SignedInApp person={staff.signedIn} />;
}
