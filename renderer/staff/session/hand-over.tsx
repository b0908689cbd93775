import { formatDuration, formatTime, formatTimeRange } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import type { Observations } from '../../../shared/session/entries.ts';
import type { Session } from '../../../shared/session/state.ts';
import { supervisionOf } from '../../../shared/tracking/propose-row.ts';
import { Alert, ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { RadioGroup } from '../../components/choice.tsx';
import { TextArea, TextInput } from '../../components/field.tsx';
import { toast } from '../../components/live.tsx';
import { FormEnd, PageHeader } from '../../components/page.tsx';
import { Card, Facts } from '../../components/status.tsx';
import { useErrors } from '../../components/use-errors.ts';
import { useCall, useDraft, useStaff, useStaffState, useStaffStore } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { ExplainForm } from './suspend-form.tsx';
import { InformForm } from './inform-form.tsx';
import styles from './session.module.css';

const TEXT_FIELD = 'observations-text';
const STAFF_TEXT_FIELD = 'observations-staff-text';

interface Draft {
  readonly source: Observations['source'];
  readonly text: string;
  readonly staffText: string;
  readonly reportReference: string;
  readonly troubles: string;
  readonly note: string;
}

/** After the visit: observations, troubles and a note for the person who completes the tracking sheet (R51, R52). */
export function HandOver(props: {
  readonly snapshot: SessionSnapshot;
  /** Opens the entry of the session that was just handed over. */
  readonly onComplete: (session: string) => void;
}) {
  const { snapshot, onComplete } = props;
  const { t } = useWording();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.hand-over');
  const { session } = snapshot;
  const { staff } = useStaff();
  const completesToo = staff.signedIn?.roles.includes('tracking') ?? false;
  const waits = session.mustInform || snapshot.unexplained || session.lock !== null;
  const [draft, change] = useDraft<Draft>(`hand-over:${session.id}`, {
    source: 'none',
    text: '',
    staffText: '',
    reportReference: '',
    troubles: '',
    note: '',
  });
  const observed = draft.source !== 'none';
  const { errors, errorOf, check } = useErrors([
    ...(observed && draft.text.trim() === '' ? [{ id: TEXT_FIELD, text: t('handOver.textMissing') }] : []),
    ...(draft.source === 'both' && draft.staffText.trim() === ''
      ? [{ id: STAFF_TEXT_FIELD, text: t('handOver.staffTextMissing') }]
      : []),
  ]);

  const submit = async (completeNow: boolean) => {
    if (!check()) return;
    const answer = await call('session.hand-over', {
      observations: {
        source: draft.source,
        text: observed ? draft.text.trim() : '',
        ...(draft.source === 'both' ? { staffText: draft.staffText.trim() } : {}),
        reportReference: observed ? draft.reportReference.trim() : '',
      },
      troubles: draft.troubles.trim(),
      note: draft.note.trim(),
    });
    if (answer?.ok !== true) return;
    clearDrafts('');
    if (completeNow) {
      onComplete(session.id);
      return;
    }
    toast((words) => words('handOver.done'));
  };

  return (
    <div className={styles['hand-over']}>
      <div className="stack">
        <PageHeader title={t('handOver.title')} lead={t('handOver.lead')} />
        <ErrorSummary errors={errors} />
        {session.lock !== null && <Alert tone="warning">{t('refusal.still-locked')}</Alert>}
        <Card>
          <div className="stack">
            <RadioGroup
              legend={t('handOver.observations')}
              hint={t('handOver.observationsHint')}
              inline
              value={draft.source}
              onChange={(source) => change({ source })}
              options={(['none', 'site', 'staff', 'both'] as const).map((source) => ({
                value: source,
                label: t(`handOver.source.${source}`),
                test: `observations-${source}`,
              }))}
            />
            {observed && (
              <>
                <TextArea
                  id={TEXT_FIELD}
                  label={t(draft.source === 'both' ? 'handOver.siteText' : 'handOver.text')}
                  hint={t('handOver.textHint')}
                  required
                  maxLength={1000}
                  value={draft.text}
                  error={errorOf(TEXT_FIELD)}
                  onChange={(text) => change({ text })}
                  test="observations-text"
                />
                {draft.source === 'both' && (
                  <TextArea
                    id={STAFF_TEXT_FIELD}
                    label={t('handOver.staffText')}
                    required
                    maxLength={1000}
                    value={draft.staffText}
                    error={errorOf(STAFF_TEXT_FIELD)}
                    onChange={(staffText) => change({ staffText })}
                    test="observations-staff-text"
                  />
                )}
                <TextInput
                  label={t('handOver.reference')}
                  hint={t('handOver.referenceHint')}
                  maxLength={100}
                  value={draft.reportReference}
                  onChange={(reportReference) => change({ reportReference })}
                  test="report-reference"
                />
              </>
            )}
            <div className={styles['side-by-side']}>
              <TextArea
                label={`${t('handOver.troubles')} (${t('common.optional')})`}
                hint={t('handOver.troublesHint')}
                maxLength={500}
                rows={2}
                value={draft.troubles}
                onChange={(troubles) => change({ troubles })}
                test="troubles"
              />
              <TextArea
                label={`${t('handOver.note')} (${t('common.optional')})`}
                maxLength={500}
                rows={2}
                value={draft.note}
                onChange={(note) => change({ note })}
                test="note"
              />
            </div>
          </div>
        </Card>
        <RefusalNotice calls={['session.hand-over']} />
        <FormEnd>
          <Button
            variant="primary"
            size="large"
            icon="arrow"
            busy={busy}
            describedBy={waits ? 'hand-over-waits' : undefined}
            disabled={waits}
            test="hand-over"
            onPress={() => void submit(false)}
          >
            {t('handOver.submit')}
          </Button>
          {completesToo && (
            <Button
              size="large"
              busy={busy}
              describedBy={waits ? 'hand-over-waits' : undefined}
              disabled={waits}
              test="hand-over-and-complete"
              onPress={() => void submit(true)}
            >
              {t('handOver.submitAndComplete')}
            </Button>
          )}
          {waits && (
            <p id="hand-over-waits" className="small soft">
              {t('handOver.waits')}
            </p>
          )}
        </FormEnd>
      </div>
      <aside className="stack">
        <ExplainForm snapshot={snapshot} />
        {session.mustInform && <InformForm session={session} />}
        <Recap session={session} />
      </aside>
    </div>
  );
}

/** The session in a few lines, as the tracking sheet will have it. */
function Recap({ session }: { readonly session: Session }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const { zone } = station;
  const { outcome, connectedAt, endedAt } = session;
  return (
    <Card title={t('handOver.recap')} tone="tint">
      <Facts
        rows={[
          [t('handOver.outcome'), outcome === null ? '' : t(`outcome.${outcome.name}`)],
          ...(outcome?.by == null ? [] : [[t('handOver.by'), t(`party.${outcome.by}`)] as const]),
          [
            t('handOver.scheduled'),
            formatTimeRange(
              Date.parse(session.booking.startsAt),
              Date.parse(session.booking.endsAt),
              zone,
              language,
            ),
          ],
          [
            t('handOver.actual'),
            connectedAt === null
              ? t('handOver.never')
              : endedAt === null
                ? formatTime(connectedAt, zone, language)
                : formatTimeRange(connectedAt, endedAt, zone, language),
          ],
          ...(session.lostMs === 0 ? [] : [[t('handOver.lost'), formatDuration(session.lostMs)] as const]),
          [t('handOver.supervision'), t(`supervision.${supervisionOf(session)}`)],
        ]}
      />
    </Card>
  );
}
