import { useState } from 'react';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, ErrorSummary, RefusalNotice, type FieldError } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox, Fieldset } from '../../components/choice.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useCall, useDraft, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { SiteContact } from '../site-contact.tsx';
import { EndWithoutVisit } from './end-without-visit.tsx';
import { Evidence } from './evidence.tsx';
import styles from './session.module.css';

const FIELDS = [
  'siteSeenAndHeard',
  'bookedSite',
  'adultPresent',
  'identityChecked',
  'earlyEndExplained',
] as const;
const ABOUT_ADULTS: readonly string[] = ['adultPresent', 'identityChecked'];
const TESTS = {
  siteSeenAndHeard: 'confirm-site-heard',
  bookedSite: 'confirm-booked-site',
  adultPresent: 'confirm-adult-present',
  identityChecked: 'confirm-identity',
  earlyEndExplained: 'confirm-early-end',
} as const;

/** The meeting is opening or open: the facilitator confirms what they see and hear (R40). */
export function ConfirmPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language, wordCode } = useWording();
  const { meeting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const { session } = snapshot;
  const [draft, change] = useDraft(`confirm:${session.id}:${session.attempts}`, {
    siteSeenAndHeard: false,
    bookedSite: false,
    adultPresent: false,
    identityChecked: false,
    earlyEndExplained: false,
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const asked = FIELDS.filter((field) => !ABOUT_ADULTS.includes(field) || session.adults.length > 0);
  const labels = {
    siteSeenAndHeard: t('confirm.siteSeenAndHeard'),
    bookedSite: t('confirm.bookedSite', { site: session.site?.name[language] ?? '' }),
    adultPresent: t('confirm.adultPresent', {
      name: session.adults.map((adult) => adult.name).join(', '),
    }),
    identityChecked: t('confirm.identityChecked'),
    earlyEndExplained: t('confirm.earlyEndExplained'),
  };
  const failure = session.connectionFailure ?? meeting.failure;

  const submit = () => {
    const missing = asked
      .filter((field) => !draft[field])
      .map((field) => ({ id: TESTS[field], text: t('confirm.missing', { what: labels[field] }) }));
    setErrors(missing);
    if (missing.length === 0) void call('session.confirm-connection', draft);
  };

  return (
    <>
      <PageHeader title={t('confirm.title')} />
      {failure !== null && meeting.state !== 'in-meeting' ? (
        <Alert tone="warning" live="alert" title={t('confirm.failed')} test="connection-failed">
          {wordCode('failure', failure)}
        </Alert>
      ) : (
        // Once media flows, the evidence says so and the space is for the confirmations.
        meeting.state !== 'in-meeting' && (
          <Alert tone="info" live="status" test="meeting-state">
            {t(`meeting.state.${meeting.state}`)}
          </Alert>
        )
      )}
      {snapshot.meetingPassword !== null && meeting.state !== 'in-meeting' && (
        <p data-test="meeting-password">{t('connect.password', { password: snapshot.meetingPassword })}</p>
      )}
      {meeting.state !== 'in-meeting' && <SiteContact site={snapshot.site} />}
      <Evidence />
      <ErrorSummary errors={errors} />
      <RefusalNotice calls={['session.confirm-connection', 'session.connect']} />
      <Fieldset legend={t('confirm.legend')}>
        {asked.map((field) => (
          <Checkbox
            key={field}
            id={TESTS[field]}
            label={labels[field]}
            checked={draft[field]}
            onChange={(checked) => change({ [field]: checked })}
            test={TESTS[field]}
          />
        ))}
      </Fieldset>
      <div className={styles['column-actions']}>
        <Button
          variant="primary"
          size="large"
          wide
          icon="check"
          busy={busy === 'session.confirm-connection'}
          test="confirm-connection"
          onPress={submit}
        >
          {t('confirm.submit')}
        </Button>
        <Button
          wide
          busy={busy === 'session.connect'}
          test="retry-connection"
          onPress={() => void call('session.connect', null)}
        >
          {t('confirm.retry')}
        </Button>
        <EndWithoutVisit session={session.id} />
      </div>
    </>
  );
}
