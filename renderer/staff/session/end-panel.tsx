import { OUTCOME_PARTIES } from '../../../shared/session/outcomes.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import type { Outcome, OutcomeName } from '../../../shared/session/entries.ts';
import { ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox, Fieldset, RadioGroup } from '../../components/choice.tsx';
import { TextArea } from '../../components/field.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useErrors } from '../../components/use-errors.ts';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { SiteContact } from '../site-contact.tsx';
import { useEndDraft } from './end-draft.ts';
import { classes } from '../../components/classes.ts';
import styles from './session.module.css';

const OUTCOME_FIELD = 'end-outcome';
const PARTY_FIELD = 'end-by';
const REASON_FIELD = 'end-reason';
const NEEDS_REASON: readonly OutcomeName[] = ['ended-early', 'refused'];
const NOTIFIED = ['visitor', 'inmate', 'site'] as const;

/** How the session ended (R50): outcome, by whom, why, who was notified. Asks only what applies. */
export function EndPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.end');
  const { session } = snapshot;
  const [draft, change] = useEndDraft(session.id);
  const possible = snapshot.possibleOutcomes;
  const outcome = draft.outcome !== null && possible.includes(draft.outcome) ? draft.outcome : null;
  const parties = outcome === null ? [] : OUTCOME_PARTIES[outcome];
  const needsReason = outcome !== null && NEEDS_REASON.includes(outcome);

  const by = parties.length === 0 ? null : draft.by;
  const { errors, errorOf, check } = useErrors([
    ...(outcome === null ? [{ id: OUTCOME_FIELD, text: t('ending.outcomeMissing') }] : []),
    ...(parties.length > 0 && !parties.includes(by)
      ? [{ id: PARTY_FIELD, text: t('ending.byMissing') }]
      : []),
    ...(needsReason && draft.reason.trim() === ''
      ? [{ id: REASON_FIELD, text: t('ending.reasonMissing') }]
      : []),
  ]);

  const submit = () => {
    if (!check() || outcome === null) return;
    const chosen: Outcome = {
      name: outcome,
      by,
      reason: draft.reason.trim(),
      notified: outcome === 'cancelled' || outcome === 'refused' ? [...draft.notified] : [],
    };
    void call('session.end', { outcome: chosen });
  };

  return (
    <div className={classes('stack stack-loose', styles['end-panel'])}>
      <PageHeader title={t('ending.title')} />
      <ErrorSummary errors={errors} />
      <RefusalNotice calls={['session.end']} />
      <RadioGroup
        id={OUTCOME_FIELD}
        legend={t('ending.outcome')}
        value={outcome}
        error={errorOf(OUTCOME_FIELD)}
        onChange={(name) => change({ outcome: name, by: null })}
        options={possible.map((name) => ({
          value: name,
          label: t(`outcome.${name}`),
          hint: t(`outcomeHint.${name}`),
          test: `outcome-${name}`,
        }))}
      />
      {parties.length > 0 && (
        <RadioGroup
          id={PARTY_FIELD}
          legend={t('ending.by')}
          inline
          value={draft.by}
          error={errorOf(PARTY_FIELD)}
          onChange={(by) => change({ by })}
          options={parties
            .filter((party) => party !== null)
            .map((party) => ({ value: party, label: t(`party.${party}`), test: `party-${party}` }))}
        />
      )}
      {outcome !== null && outcome !== 'completed' && (
        <TextArea
          id={REASON_FIELD}
          label={t('ending.reason')}
          hint={t('ending.reasonHint')}
          required={needsReason}
          maxLength={500}
          rows={2}
          value={draft.reason}
          error={errorOf(REASON_FIELD)}
          onChange={(reason) => change({ reason })}
          test="end-reason"
        />
      )}
      {outcome === 'cancelled' && <SiteContact site={snapshot.site} />}
      {outcome === 'cancelled' && (
        <Fieldset legend={t('ending.notified')} inline>
          {NOTIFIED.map((party) => (
            <Checkbox
              key={party}
              label={t(`notified.${party}`)}
              checked={draft.notified.includes(party)}
              onChange={(checked) =>
                change({
                  notified: checked
                    ? [...draft.notified, party]
                    : draft.notified.filter((other) => other !== party),
                })
              }
              test={`notified-${party}`}
            />
          ))}
        </Fieldset>
      )}
      <div className={styles['column-actions']}>
        <Button
          variant="primary"
          size="large"
          wide
          icon="check"
          busy={busy}
          test="end-confirm"
          onPress={submit}
        >
          {t('ending.submit')}
        </Button>
        <Button variant="quiet" test="end-back" onPress={() => change({ open: false })}>
          {t('ending.back')}
        </Button>
      </div>
    </div>
  );
}
