import { lazy, Suspense, useEffect, useState } from 'react';
import type { StaffSnapshot } from '../../shared/ipc/snapshot.ts';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { ItPage } from '../it/it-page.tsx';
import { clearMessages } from '../components/live.tsx';
import { useDraft, useStaff, useStaffStore } from '../store.ts';
import { TrackingArea } from '../tracking/tracking-area.tsx';
import { useReportMedia } from './equipment/media-devices.ts';
import { IdleWarning } from './idle-warning.tsx';
import { NoticeScreen } from './notice-screen.tsx';
import { Schedule } from './schedule.tsx';
import { ClosingPage, needsClosing } from './session/closing-page.tsx';
import { SessionPage } from './session/session-page.tsx';
import { showsMeeting } from './session/steps.ts';
import { INSTITUTION_ROLES, Shell, type Area } from './shell.tsx';

/** Only a station without a server loads it (R64). */
const InstitutionArea = lazy(async () => ({
  default: (await import('../../institution/pages/institution-area.tsx')).InstitutionArea,
}));
const StationHost = lazy(async () => ({
  default: (await import('../../institution/pages/station-host.tsx')).StationHost,
}));

/** The screens of a signed-in person, chosen by the session's phase and the navigation. */
export function SignedInApp({ person }: { readonly person: NonNullable<StaffSnapshot['signedIn']> }) {
  const { session, station, trialMeeting } = useStaff();
  const { query, clearDrafts, dismissRefusal, restoreDrafts, setDraft } = useStaffStore();
  const sessionId = session?.session.id ?? null;
  useReportMedia();
  const only = (wanted: StaffRole) => person.roles.every((role) => role === wanted);
  // The navigation starts over when another person signs in, or when a session opens or is handed over.
  const occasion = occasionOf(person.id, sessionId);
  const [chosen, choose] = useDraft<{ readonly area: Area | null; readonly occasion: string }>('area', {
    area: null,
    occasion: '',
  });
  const keeps = station.embedded !== null && INSTITUTION_ROLES.some((role) => person.roles.includes(role));
  const start: Area =
    sessionId !== null
      ? 'session'
      : only('tracking')
        ? 'tracking'
        : keeps && !person.roles.includes('facilitator')
          ? 'institution'
          : only('it')
            ? 'it'
            : 'schedule';
  // A person whose own roles change stays where they are: who adds a role must not be taken away from the page of it.
  const [begun, begin] = useState({ occasion, start });
  if (begun.occasion !== occasion) begin({ occasion, start });
  const wanted = (chosen.occasion === occasion ? chosen.area : null) ?? begun.start;
  const area = wanted === 'institution' && !keeps ? start : wanted;
  const setArea = (next: Area) => choose({ area: next, occasion });
  const complete = (entry: string) => {
    setDraft('tracking-opened', { opened: entry });
    choose({ area: 'tracking', occasion: occasionOf(person.id, null) });
  };

  const [closing, close] = useDraft(`closing:${sessionId ?? ''}`, { left: false });

  // Drafts belong to the person who typed them: restored after a reload or a crash, never shown to the next person.
  useEffect(() => {
    void query('drafts.read', null).then((answer) => {
      if (answer?.ok === true) restoreDrafts(answer.value.drafts);
    });
    return () => clearDrafts('');
  }, [person.id, query, clearDrafts, restoreDrafts]);
  useEffect(() => clearMessages, []);
  useEffect(() => dismissRefusal(), [area, session?.session.phase, dismissRefusal]);

  if (session?.session.phase === 'notice-showing') return <NoticeScreen session={session} />;
  if (session !== null && needsClosing(session.session) && !closing.left)
    return (
      <>
        <ClosingPage session={session.session} onLeft={() => close({ left: true })} />
        <IdleWarning />
      </>
    );
  // While the meeting is shown there is no navigation: the visit comes first.
  const meeting = session === null ? trialMeeting === 'open' : showsMeeting(session.session);
  const isTrial = session === null && meeting;
  const shown: Area =
    isTrial || (session === null && area === 'session') ? 'schedule' : meeting ? 'session' : area;
  return (
    <Shell area={shown} onArea={setArea} compact={meeting}>
      {shown === 'schedule' && <Schedule onSession={() => setArea('session')} />}
      {shown === 'session' && session !== null && (
        <SessionPage key={session.session.id} snapshot={session} onComplete={complete} />
      )}
      {shown === 'tracking' && <TrackingArea />}
      {shown === 'institution' && (
        <Suspense>
          <StationHost>
            <InstitutionArea roles={person.roles} />
          </StationHost>
        </Suspense>
      )}
      {shown === 'it' && <ItPage />}
      <IdleWarning />
    </Shell>
  );
}

function occasionOf(person: string, session: string | null): string {
  return `${person} ${session ?? ''}`;
}
