import type { CallPayload } from '../../../shared/ipc/schema.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { Alert, ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox, Fieldset } from '../../components/choice.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useErrors } from '../../components/use-errors.ts';
import { useCall, useDraft, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { SiteContact } from '../site-contact.tsx';
import { EndWithoutVisit } from './end-without-visit.tsx';
import { Evidence } from './evidence.tsx';
import styles from './session.module.css';

type Confirmations = CallPayload<'session.confirm-connection'>;

const NOTHING_CONFIRMED: Confirmations = {
  siteSeenAndHeard: false,
  bookedSite: false,
  adultPresent: false,
  identityChecked: false,
  earlyEndExplained: false,
};

/** One box for each person or place that the facilitator looks at. */
interface Point {
  readonly test: string;
  /** What the error summary asks for, in a few words: the label says the rest. */
  readonly missing: 'confirm.missing.site' | 'confirm.missing.adult' | 'confirm.missing.duties';
  readonly label: string;
  readonly fields: readonly (keyof Confirmations)[];
}

/** The meeting is opening or open: the facilitator confirms what they see and hear (R40). */
export function ConfirmPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t, language, wordCode } = useWording();
  const { meeting } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const { session } = snapshot;
  const [draft, change] = useDraft(`confirm:${session.id}:${session.attempts}`, NOTHING_CONFIRMED);
  const hasAdult = session.adults.length > 0;
  const points: readonly Point[] = [
    {
      test: 'confirm-site',
      missing: 'confirm.missing.site',
      label: t('confirm.site', { site: session.site?.name[language] ?? '' }),
      fields: ['siteSeenAndHeard', 'bookedSite'],
    },
    ...(hasAdult
      ? [
          {
            test: 'confirm-adult',
            missing: 'confirm.missing.adult' as const,
            label: t('confirm.adult', {
              count: session.adults.length,
              name: session.adults.map((adult) => adult.name).join(', '),
            }),
            fields: ['adultPresent'] as const,
          },
        ]
      : []),
    {
      test: 'confirm-duties',
      missing: 'confirm.missing.duties',
      label: t(hasAdult ? 'confirm.duties' : 'confirm.earlyEnd'),
      fields: hasAdult ? ['identityChecked', 'earlyEndExplained'] : ['earlyEndExplained'],
    },
  ];
  const isConfirmed = ({ fields }: Point) => fields.every((field) => draft[field]);
  const failure = session.connectionFailure ?? meeting.failure;

  const { errors, errorOf, check } = useErrors(
    points
      .filter((point) => !isConfirmed(point))
      .map(({ test, missing: text }) => ({ id: test, text: t(text) })),
  );

  const submit = () => {
    if (check()) void call('session.confirm-connection', draft);
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
      {meeting.state !== 'in-meeting' && <SiteContact site={snapshot.site} short />}
      {meeting.state === 'in-meeting' && <Evidence />}
      <ErrorSummary errors={errors} />
      <RefusalNotice calls={['session.confirm-connection', 'session.connect']} />
      <Fieldset legend={t('confirm.legend')}>
        {points.map((point) => (
          <Checkbox
            key={point.test}
            id={point.test}
            label={point.label}
            checked={isConfirmed(point)}
            error={errorOf(point.test)}
            onChange={(checked) => change(Object.fromEntries(point.fields.map((field) => [field, checked])))}
            test={point.test}
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
        <div className={styles['column-pair']}>
          <Button
            variant="quiet"
            size="small"
            busy={busy === 'session.connect'}
            test="retry-connection"
            onPress={() => void call('session.connect', null)}
          >
            {t('confirm.retry')}
          </Button>
          <EndWithoutVisit session={session.id} small />
        </div>
      </div>
    </>
  );
}
