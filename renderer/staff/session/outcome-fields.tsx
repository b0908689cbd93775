import type { SiteView } from '../../../shared/ipc/snapshot.ts';
import type { Outcome, OutcomeName } from '../../../shared/session/entries.ts';
import { OUTCOME_PARTIES } from '../../../shared/session/outcomes.ts';
import type { FieldError } from '../../components/alert.tsx';
import { Checkbox, Fieldset, RadioGroup } from '../../components/choice.tsx';
import { TextArea } from '../../components/field.tsx';
import { useErrors } from '../../components/use-errors.ts';
import { useWording } from '../../wording.ts';
import { SiteContact } from '../site-contact.tsx';

const OUTCOME_FIELD = 'end-outcome';
const PARTY_FIELD = 'end-by';
const REASON_FIELD = 'end-reason';
const NEEDS_REASON: readonly OutcomeName[] = ['ended-early', 'refused'];
/** The reason of an order is asked once she has left: she sees this form (R45). */
const ASKS_NO_REASON: readonly OutcomeName[] = ['completed', 'suspended', 'terminated'];
const ASKS_NOTIFIED: readonly OutcomeName[] = ['cancelled', 'refused'];
const NOTIFIED = ['visitor', 'inmate', 'site'] as const;

/** An unfinished outcome (R50). */
export interface OutcomeDraft {
  readonly outcome: OutcomeName | null;
  readonly by: Outcome['by'];
  readonly reason: string;
  readonly notified: readonly (typeof NOTIFIED)[number][];
}

export const EMPTY_OUTCOME: OutcomeDraft = { outcome: null, by: null, reason: '', notified: [] };

interface OutcomeForm {
  readonly possible: readonly OutcomeName[];
  readonly draft: OutcomeDraft;
  readonly needsReason: readonly OutcomeName[];
  readonly errors: readonly FieldError[];
  readonly errorOf: (id: string) => string | null;
  /** Returns the finished outcome; null, and shows what is missing, when it is not finished. */
  readonly finish: () => Outcome | null;
}

/** @param needsReason the outcomes that are not recorded without a reason */
export function useOutcomeForm(
  possible: readonly OutcomeName[],
  kept: OutcomeDraft,
  needsReason: readonly OutcomeName[] = NEEDS_REASON,
): OutcomeForm {
  const { t } = useWording();
  const name = kept.outcome !== null && possible.includes(kept.outcome) ? kept.outcome : null;
  const parties = name === null ? [] : OUTCOME_PARTIES[name];
  const by = parties.length === 0 ? null : kept.by;
  const reason = kept.reason.trim();
  const { errors, errorOf, check } = useErrors([
    ...(name === null ? [{ id: OUTCOME_FIELD, text: t('ending.outcomeMissing') }] : []),
    ...(parties.length > 0 && !parties.includes(by)
      ? [{ id: PARTY_FIELD, text: t('ending.byMissing') }]
      : []),
    ...(name !== null && needsReason.includes(name) && reason === ''
      ? [{ id: REASON_FIELD, text: t('ending.reasonMissing') }]
      : []),
  ]);
  return {
    possible,
    draft: { ...kept, outcome: name },
    needsReason,
    errors,
    errorOf,
    finish: () => {
      if (!check() || name === null) return null;
      return {
        name,
        by,
        reason: ASKS_NO_REASON.includes(name) ? '' : reason,
        notified: ASKS_NOTIFIED.includes(name) ? [...kept.notified] : [],
      };
    },
  };
}

/** How a visit ended or why it did not take place: outcome, by whom, why, who was notified. Asks only what applies. */
export function OutcomeFields(props: {
  readonly form: OutcomeForm;
  readonly legend: string;
  readonly site: SiteView | null;
  readonly change: (change: Partial<OutcomeDraft>) => void;
}) {
  const { form, legend, site, change } = props;
  const { possible, draft, needsReason, errorOf } = form;
  const { t } = useWording();
  const { outcome } = draft;
  const parties = outcome === null ? [] : OUTCOME_PARTIES[outcome];
  return (
    <>
      <RadioGroup
        id={OUTCOME_FIELD}
        legend={legend}
        inline
        value={outcome}
        error={errorOf(OUTCOME_FIELD)}
        onChange={(name) => change({ outcome: name, by: null })}
        options={possible.map((name) => ({
          value: name,
          label: t(`outcome.${name}`),
          // Only of the one that is chosen, so that all of them are in view beside the meeting.
          ...(name === outcome ? { hint: t(`outcomeHint.${name}`) } : {}),
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
      {outcome !== null && !ASKS_NO_REASON.includes(outcome) && (
        <TextArea
          id={REASON_FIELD}
          label={t('ending.reason')}
          hint={t('ending.reasonHint')}
          required={needsReason.includes(outcome)}
          maxLength={500}
          rows={2}
          value={draft.reason}
          error={errorOf(REASON_FIELD)}
          onChange={(reason) => change({ reason })}
          test="end-reason"
        />
      )}
      {outcome !== null && ASKS_NOTIFIED.includes(outcome) && (
        <>
          <SiteContact site={site} />
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
        </>
      )}
    </>
  );
}
