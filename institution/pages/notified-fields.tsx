import type { SiteRow } from '../../shared/sync/rows.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Checkbox, Fieldset } from '../../renderer/components/choice.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { CallInput } from '../api/calls.ts';
import { useNow } from './host.ts';

const PARTIES = ['inmate', 'visitor', 'site'] as const;
type Party = (typeof PARTIES)[number];
/** Whom somebody has notified, by what number, and when it was ticked (milliseconds since 1970). */
export type NotifiedDraft = Readonly<Record<Party, { readonly number: string; readonly at: number } | null>>;
export const NOBODY_NOTIFIED: NotifiedDraft = { inmate: null, visitor: null, site: null };

export function notifiedList(draft: NotifiedDraft): CallInput<'schedule.cancel'>['notified'] {
  return PARTIES.flatMap((who) => {
    const entry = draft[who];
    if (entry === null) return [];
    return [{ who, number: entry.number.trim(), at: new Date(entry.at).toISOString() }];
  });
}

/** Whom staff have notified of a change; ticking notes the time. The site's number is filled in. */
export function NotifiedFields(props: {
  readonly value: NotifiedDraft;
  readonly site: SiteRow | undefined;
  readonly onChange: (value: NotifiedDraft) => void;
}) {
  const { t, language } = useWording();
  const now = useNow();
  const { value, site, onChange } = props;
  const numberOf = (party: Party) => (party === 'site' ? (site?.telephone ?? '') : '');
  return (
    <>
      <Fieldset legend={t('institution.cancel.notified')}>
        {PARTIES.map((party) => {
          const entry = value[party];
          return (
            <div key={party}>
              <Checkbox
                label={t(`institution.cancel.party.${party}`)}
                checked={entry !== null}
                onChange={(ticked) =>
                  onChange({ ...value, [party]: ticked ? { number: numberOf(party), at: now } : null })
                }
                test={`notified-${party}`}
              />
              {entry !== null && (
                <TextInput
                  label={t('institution.cancel.number')}
                  maxLength={60}
                  value={entry.number}
                  onChange={(number) => onChange({ ...value, [party]: { ...entry, number } })}
                  test={`notified-number-${party}`}
                />
              )}
            </div>
          );
        })}
      </Fieldset>
      {site !== undefined && (
        <Alert tone="info">
          {t('institution.cancel.call', {
            name: site.name[language],
            telephone: site.telephone ?? '–',
            contact: site.contact ?? '–',
          })}
        </Alert>
      )}
    </>
  );
}
