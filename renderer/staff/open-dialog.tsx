import { bothTimes, formatDuration } from '../../shared/language/format.ts';
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { PRIVILEGED_PERSONS } from '../../shared/notice/notice.ts';
import { ErrorSummary, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Checkbox, RadioGroup } from '../components/choice.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextArea } from '../components/field.tsx';
import { Facts } from '../components/status.tsx';
import { useErrors } from '../components/use-errors.ts';
import { useCall, useDraft, useStaff, useStaffState, useStaffStore } from '../store.ts';
import { useWording } from '../wording.ts';
import { PeopleChecksFields } from './people-checks.tsx';
import { answersOf, EMPTY_PEOPLE, type PeopleDraft } from './people-draft.ts';
import { Needs } from './needs.tsx';
import { SiteContact } from './site-contact.tsx';
import styles from './open-dialog.module.css';

const PRIVILEGED_FIELD = 'open-privileged';
const REASON_FIELD = 'open-reason';

interface Draft extends PeopleDraft {
  readonly section93: boolean;
  readonly otherDay: boolean;
  readonly privileged: 'yes' | 'no' | null;
  readonly reason: string;
}

/** What staff check and answer before a booking becomes a session (R2, R10, R11, R16). */
export function OpenDialog(props: { readonly booking: BookingView; readonly onClose: () => void }) {
  const { booking, onClose } = props;
  const { t, language } = useWording();
  const { station } = useStaff();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.open');
  const key = `open:${booking.id}`;
  const [draft, change] = useDraft<Draft>(key, {
    ...EMPTY_PEOPLE,
    section93: false,
    otherDay: false,
    privileged: null,
    reason: '',
  });
  const { errors, errorOf, check } = useErrors([
    ...(booking.asksPrivilege && draft.privileged === null
      ? [{ id: PRIVILEGED_FIELD, text: t('open.privilegedMissing') }]
      : []),
    ...(booking.reasonNeeded && draft.reason.trim() === ''
      ? [{ id: REASON_FIELD, text: t('open.reasonMissing') }]
      : []),
  ]);
  const checked = [...booking.people.adults, ...booking.people.children].map(({ name }) => name);
  const others = booking.participants.filter(({ name }) => !checked.includes(name));
  const times = bothTimes(
    booking.startsAt,
    booking.endsAt,
    { institution: station.zone, site: booking.site?.zone ?? station.zone },
    language,
  );

  const submit = async () => {
    if (!check()) return;
    const answer = await call('session.open', {
      booking: booking.id,
      timingReason: draft.reason.trim(),
      privileged: booking.asksPrivilege ? draft.privileged === 'yes' : null,
      answers: answersOf(booking.people, draft),
      authority: draft.authority,
      reason: draft.exceptionReason,
      section93: draft.section93,
      otherDay: draft.otherDay,
    });
    if (answer?.ok !== true) return;
    // A booking that was opened by mistake is free again, and its checks are answered again (R8, R11).
    clearDrafts(key);
    onClose();
  };

  return (
    <Dialog
      title={t('open.title', { name: booking.inmateName })}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button test="open-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="primary"
            size="large"
            icon="arrow"
            busy={busy}
            test="open-session"
            onPress={() => void submit()}
          >
            {t('open.submit')}
          </Button>
        </>
      }
    >
      <div className="stack stack-loose">
        <ErrorSummary errors={errors} />
        <RefusalNotice calls={['session.open']} />
        <Facts
          columns={2}
          rows={[
            [t('open.kind'), t(`kind.${booking.kind}`)],
            ...(booking.reference === null
              ? []
              : [[t(`reference.${booking.kind}`), booking.reference] as const]),
            [t('open.here'), `${times.institution} (${times.institutionZone})`],
            [t('open.site'), `${booking.site?.name[language] ?? ''}`],
            ...(times.same ? [] : [[t('open.there'), `${times.site} (${times.siteZone})`] as const]),
            // Those who are not checked below, by name.
            ...(others.length === 0
              ? []
              : [
                  [
                    t('open.people'),
                    others.map((person) => `${person.name} (${t(`participant.${person.role}`)})`).join(', '),
                  ] as const,
                ]),
          ]}
        />
        <Needs needs={booking.needs} />
        <SiteContact site={booking.site} />
        <PeopleChecksFields
          people={booking.people}
          province={booking.site?.province ?? null}
          draft={draft}
          needsException={booking.minorAlone || draft.section93}
          onChange={change}
        />
        {booking.otherDay && (
          <Checkbox
            label={t('open.otherDay')}
            checked={draft.otherDay}
            onChange={(otherDay) => change({ otherDay })}
            test="open-other-day"
          />
        )}
        {booking.asksSection93 && (
          <Checkbox
            label={t('open.section93')}
            checked={draft.section93}
            onChange={(section93) => change({ section93 })}
            test="open-section-93"
          />
        )}
        {booking.asksPrivilege && (
          <div className="stack stack-tight">
            <RadioGroup
              id={PRIVILEGED_FIELD}
              legend={t('open.privileged')}
              hint={t('open.privilegedHint')}
              inline
              value={draft.privileged}
              error={errorOf(PRIVILEGED_FIELD)}
              onChange={(privileged) => change({ privileged })}
              options={[
                { value: 'no', label: t('open.privilegedNo'), test: 'privileged-no' },
                { value: 'yes', label: t('open.privilegedYes'), test: 'privileged-yes' },
              ]}
            />
            <details className={styles['details']}>
              <summary>{t('open.privilegedList', { count: PRIVILEGED_PERSONS.length })}</summary>
              <ol className={styles['persons']}>
                {PRIVILEGED_PERSONS.map((person) => (
                  <li key={person.number}>{person[language]}</li>
                ))}
              </ol>
            </details>
          </div>
        )}
        {booking.reasonNeeded && (
          <TextArea
            id={REASON_FIELD}
            label={booking.minutes < 0 ? t('open.earlyReason') : t('open.lateReason')}
            hint={t('open.reasonHint', { length: formatDuration(Math.abs(booking.minutes) * 60_000) })}
            required
            maxLength={300}
            rows={2}
            value={draft.reason}
            error={errorOf(REASON_FIELD)}
            onChange={(reason) => change({ reason })}
            test="timing-reason"
          />
        )}
      </div>
    </Dialog>
  );
}
