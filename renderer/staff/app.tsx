import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../components/alert.tsx';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { LiveRegion, ToastPlace } from '../components/live.tsx';
import { ItPage } from '../it/it-page.tsx';
import { followLanguage } from '../language.ts';
import { useDraft, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { useReportMedia } from './equipment/media-devices.ts';
import { FaultScreen } from './fault-screen.tsx';
import { NoticeScreen } from './notice-screen.tsx';
import { Schedule } from './schedule.tsx';
import { SessionPage } from './session/session-page.tsx';
import { showsMeeting } from './session/steps.ts';
import { Shell, type Area } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

/**
 * The staff page: who is signed in and where the session stands decide which screen there is.
 * @param tracking the tracking area, shown when it is chosen
 */
export function StaffApp({ tracking }: { readonly tracking: ReactNode }) {
  const { t } = useTranslation();
  const ready = useStaffState((state) => state.snapshot !== null);
  const broken = useStaffState((state) => state.broken);
  if (!ready) {
    return (
      <div className="waiting">
        {broken ? (
          <Alert tone="danger" live="alert">
            {t('app.broken')}
          </Alert>
        ) : (
          <p role="status">{t('app.loading')}</p>
        )}
      </div>
    );
  }
  return (
    <>
      <Screens tracking={tracking} />
      <LiveRegion />
      <ToastPlace />
    </>
  );
}

function Screens({ tracking }: { readonly tracking: ReactNode }) {
  const { fault, language, staff, session } = useStaff();
  const { ask, clearDrafts, dismissRefusal, restoreDrafts } = useStaffStore();
  const person = staff.signedIn?.id ?? null;
  const sessionId = session?.session.id ?? null;
  useReportMedia(person !== null || sessionId !== null);
  const only = (wanted: StaffRole) => staff.signedIn?.roles.every((role) => role === wanted) ?? false;
  // Where someone begins: again whenever another person signs in, or a session opens or is handed over.
  const occasion = `${person ?? ''} ${sessionId ?? ''}`;
  const [chosen, choose] = useDraft<{ readonly area: Area | null; readonly occasion: string }>('area', {
    area: null,
    occasion: '',
  });
  const start: Area =
    sessionId !== null ? 'session' : only('tracking') ? 'tracking' : only('it') ? 'it' : 'schedule';
  const area = chosen.occasion === occasion ? (chosen.area ?? start) : start;
  const setArea = (next: Area) => choose({ area: next, occasion });

  useEffect(() => followLanguage(language), [language]);
  // What one person typed is not the next person's to see.
  useEffect(() => () => clearDrafts(''), [person, clearDrafts]);
  // What the same person typed before a reload or a crash is.
  useEffect(() => {
    if (person === null) return;
    void ask('drafts.read', null).then((answer) => {
      if (answer?.ok === true) restoreDrafts(answer.value.drafts);
    });
  }, [person, ask, restoreDrafts]);
  useEffect(() => dismissRefusal(), [area, session?.session.phase, dismissRefusal]);

  if (fault !== null) return <FaultScreen fault={fault} />;
  if (staff.signedIn === null) return <SignIn />;
  if (session?.session.phase === 'notice-showing') return <NoticeScreen session={session} />;
  // Where the meeting is on the screen there is nothing else to choose: the visit comes first.
  const meeting = session !== null && showsMeeting(session.session);
  const shown: Area = meeting ? 'session' : session === null && area === 'session' ? 'schedule' : area;
  return (
    <Shell area={shown} onArea={setArea} compact={meeting}>
      {shown === 'schedule' && <Schedule onSession={() => setArea('session')} />}
      {shown === 'session' && session !== null && <SessionPage key={session.session.id} snapshot={session} />}
      {shown === 'tracking' && tracking}
      {shown === 'it' && <ItPage />}
    </Shell>
  );
}
