import { formatDate, formatTimeRange } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { useCall, useDraft, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { PeopleChecksFields } from '../people-checks.tsx';
import { answersOf, EMPTY_PEOPLE } from '../people-draft.ts';

/** What has changed since the session was opened, and what to do about it (R13, R15). */
export function ChangesPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.accept-changes');
  const { changes, current, session } = snapshot;
  const [draft, change] = useDraft(`changes:${session.id}:${session.changes.join()}`, EMPTY_PEOPLE);
  if (changes.length === 0) return null;
  const time =
    current === null
      ? ''
      : [
          formatDate(current.startsAt, station.zone, language),
          formatTimeRange(current.startsAt, current.endsAt, station.zone, language),
        ].join(', ');
  return (
    <div className="stack stack-tight" data-test="changes">
      {changes.map(({ name, effect }) => (
        <Alert
          key={name}
          tone={effect === 'stop' ? 'danger' : 'warning'}
          live="alert"
          test={`change-${name}`}
        >
          {t(`change.${name}`)}
        </Alert>
      ))}
      {current !== null && (
        <>
          <p className="small" data-test="booking-now">
            {t('change.now', { site: current.site?.name[language] ?? '', time })}
          </p>
          <PeopleChecksFields
            people={current.people}
            province={current.site?.province ?? null}
            draft={draft}
            needsException={current.minorAlone}
            onChange={change}
          />
          <RefusalNotice calls={['session.accept-changes']} />
          <Button
            icon="check"
            busy={busy}
            test="accept-changes"
            onPress={() =>
              void call('session.accept-changes', {
                answers: answersOf(current.people, draft),
                authority: draft.authority,
                reason: draft.exceptionReason,
              })
            }
          >
            {t('change.accept')}
          </Button>
        </>
      )}
    </div>
  );
}
