import type { SiteView } from '../../shared/ipc/snapshot.ts';
import type { PeopleChecks } from '../../shared/session/people.ts';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/choice.tsx';
import { TextArea, TextInput } from '../components/field.tsx';
import { Badge, Card } from '../components/status.tsx';
import { classes } from '../components/classes.ts';
import { useWording } from '../wording.ts';
import styles from './open-dialog.module.css';
import type { PeopleDraft } from './people-draft.ts';

interface Row {
  readonly key: string;
  readonly label: string;
  /** What the records say of it; unknown: nothing. */
  readonly onRecord: 'yes' | 'no' | 'unknown';
  readonly says: string;
}

const BADGES = {
  yes: { tone: 'success', icon: 'check' },
  unknown: { tone: 'info', icon: 'info' },
  no: { tone: 'danger', icon: 'warning' },
} as const;

interface Person {
  readonly key: string;
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Each check of every accompanying adult and child: what the records say, and a box of its own (R11). */
export function PeopleChecksFields(props: {
  readonly people: PeopleChecks;
  /** The community site's, which decides the age of majority (R11, R12); null while no site is chosen. */
  readonly province: SiteView['province'] | null;
  readonly draft: PeopleDraft;
  /** A minor takes part with no accompanying adult, or the records themselves do not meet a check. */
  readonly needsException: boolean;
  readonly onChange: (part: Partial<PeopleDraft>) => void;
}) {
  const { people, province, draft, needsException, onChange } = props;
  const { t } = useWording();
  const persons = usePersons(people, province);
  const rows = persons.flatMap((person) => person.rows);
  const isMet = ({ key }: Row) => draft.met[key] === true;
  // One press where the records agree on everything; each check keeps its own box (R11).
  const mayMeetAll =
    rows.length > 1 && rows.every(({ onRecord }) => onRecord === 'yes') && !rows.every(isMet);
  const open = needsException || rows.some((row) => row.onRecord === 'no' || !isMet(row));
  return (
    <>
      {rows.length > 0 && (
        <div className="row row-between">
          <p className={classes('small soft', styles['source'])}>{t('people.source')}</p>
          {mayMeetAll && (
            <Button
              icon="check"
              test="check-all"
              onPress={() => onChange({ met: Object.fromEntries(rows.map(({ key }) => [key, true])) })}
            >
              {t('people.allMet')}
            </Button>
          )}
        </div>
      )}
      <div className={styles['persons-grid']}>
        {persons.map((person) => (
          <Card key={person.key} level={3} tone="tint" title={person.name} test={`checks-${person.key}`}>
            <ul className={styles['adult-rows']}>
              {person.rows.map((row) => (
                <li key={row.key}>
                  <Checkbox
                    label={row.label}
                    checked={isMet(row)}
                    onChange={(checked) => onChange({ met: { ...draft.met, [row.key]: checked } })}
                    test={`check-${row.key}`}
                  />
                  <Badge {...BADGES[row.onRecord]}>{row.says}</Badge>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
      {open && (
        <details
          className={styles['details']}
          open={needsException || rows.some(({ onRecord }) => onRecord === 'no')}
        >
          <summary>{t('people.exception')}</summary>
          <div className="stack stack-tight">
            <TextInput
              label={t('people.authority')}
              maxLength={200}
              value={draft.authority}
              onChange={(authority) => onChange({ authority })}
              test="exception-authority"
            />
            <TextArea
              label={t('people.reason')}
              maxLength={500}
              rows={2}
              value={draft.exceptionReason}
              onChange={(exceptionReason) => onChange({ exceptionReason })}
              test="exception-reason"
            />
          </div>
        </details>
      )}
    </>
  );
}

function usePersons(
  { adults, children }: PeopleChecks,
  province: SiteView['province'] | null,
): readonly Person[] {
  const { t } = useWording();
  const majorityLabel =
    province === null
      ? t('adult.majorityThere')
      : t('adult.majority', { province: t(`province.${province}`) });
  return [
    ...adults.map((adult, index): Person => {
      const key = `adult-${index}`;
      const majority: Row = {
        key: `${key}-majority`,
        label: majorityLabel,
        onRecord: adult.majority,
        says: t(`majority.${adult.majority}`),
      };
      const approved: Row = {
        key: `${key}-approvedVisitor`,
        label: t('adult.approved'),
        onRecord: adult.approvedVisitor ? 'yes' : 'no',
        says: t(adult.approvedVisitor ? 'adult.approvedYes' : 'adult.approvedNo'),
      };
      const guardian: Row = {
        key: `${key}-guardianAuthorization`,
        label: t('adult.guardian'),
        onRecord: adult.guardianAuthorization === 'no' ? 'no' : 'yes',
        says: t(`adult.guardianSays.${adult.guardianAuthorization}`),
      };
      const isAsked = adult.guardianAuthorization !== 'not-needed';
      return {
        key,
        name: t('adult.title', { name: adult.name }),
        rows: isAsked ? [majority, approved, guardian] : [majority, approved],
      };
    }),
    ...children.map((child, index): Person => {
      const key = `child-${index}`;
      return {
        key,
        name: t('people.child', { name: child.name }),
        rows: [
          {
            key: `${key}-approvedVisitor`,
            label: t('adult.approved'),
            onRecord: child.approvedVisitor ? 'yes' : 'no',
            says: t(child.approvedVisitor ? 'adult.approvedYes' : 'adult.approvedNo'),
          },
          {
            key: `${key}-documents`,
            label: t('people.documents'),
            onRecord: child.documents,
            says: t(`people.documentsSay.${child.documents}`),
          },
        ],
      };
    }),
  ];
}
