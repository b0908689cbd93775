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

/** What nobody needs before they have signed in comes once the sign-in screen stands: that is there the sooner. */
async function loadRest() {
  const [{ SignedInApp }, { ItPage }] = await Promise.all([
    import('./signed-in-app.tsx'),
    import('../it/it-page.tsx'),
  ]);
  return { SignedInApp, ItPage };
}
type Rest = Awaited<ReturnType<typeof loadRest>>;

/**
 * The staff page: whether the station can be used and who is signed in decide which screen there is.
 * @param loaded what comes after the sign-in screen, where it is there already
 */
export function StaffApp({ loaded = null }: { readonly loaded?: Rest | null }) {
  const { t } = useTranslation();
  const ready = useStaffState((state) => state.snapshot !== null);
  const broken = useStaffState((state) => state.broken);
  const { tell } = useStaffStore();
  const [rest, setRest] = useState(loaded);
  useEffect(() => {
    if (!ready) return;
    return afterPaint(() => {
      tell('page.shown', null);
      if (loaded === null) void loadRest().then(setRest);
    });
  }, [ready, tell, loaded]);
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
  // After a reload; whoever signs in by hand finds it there.
  if (rest === null) return <Loading />;
  return <rest.SignedInApp person={staff.signedIn} />;
}
