import { useState } from 'react';
import { formatDate } from '../../shared/language/format.ts';
import { searchText } from '../../shared/language/search-text.ts';
import { instantOf, isCalendarDate, wallClock } from '../../shared/schedule/local-time.ts';
import { STAFF_ROLES, type StaffRole } from '../../shared/sync/rows.ts';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Checkbox, Fieldset } from '../../renderer/components/choice.tsx';
import { Dialog } from '../../renderer/components/dialog.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Badge, Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { END_OF_TIME, type StaffDetails } from '../core/staff-details.ts';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

type Member = CallOutput<'staff.list'>['staff'][number];
type IssuedCode = CallOutput<'staff.add'> & { readonly name: string; readonly for: 'pin' | 'password' };

/** A station is asked to show no more at once, so that each press is answered at once. */
const CARDS_A_TIME = 20;

/** The people who may sign in: roles, end date, and the code with which each sets a PIN of their own. */
export function StaffPage() {
  const { t } = useWording();
  const { call, refusal } = useInstitution();
  const [answer, reload] = useList(() => call('staff.list', {}), '');
  const [edited, edit] = useState<Member | 'new' | null>(null);
  const [issued, setIssued] = useState<IssuedCode | null>(null);
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(CARDS_A_TIME);
  const sought = searchText(search.trim());
  const staff = (answer?.staff ?? []).filter(({ name }) => searchText(name).includes(sought));
  const close = () => {
    edit(null);
    reload();
  };
  return (
    <>
      <PageHeader
        title={t('institution.staff.title')}
        lead={t('institution.staff.lead')}
        aside={
          <Button variant="primary" icon="plus" test="staff-new" onPress={() => edit('new')}>
            {t('institution.staff.add')}
          </Button>
        }
      />
      <RefusalAlert refusal={refusal} />
      {issued !== null && (
        <Alert
          tone="success"
          live="status"
          test="issued-code"
          title={t(
            issued.for === 'pin' ? 'institution.staff.codeTitle' : 'institution.staff.browserCodeTitle',
            { name: issued.name },
          )}
        >
          <p className={styles['code']} data-test="issued-code-text">
            {issued.code}
          </p>
          <p>
            {t(issued.for === 'pin' ? 'institution.staff.codeHint' : 'institution.staff.browserCodeHint')}
          </p>
        </Alert>
      )}
      {answer !== null && answer.staff.length > CARDS_A_TIME && (
        <TextInput
          kind="search"
          label={t('institution.staff.search')}
          value={search}
          onChange={setSearch}
          test="staff-search"
        />
      )}
      {answer !== null && (
        <ul className="stack plain-list">
          {staff.slice(0, shown).map((member) => (
            <li key={member.id}>
              <MemberCard
                member={member}
                onEdit={() => edit(member)}
                onIssued={setIssued}
                onChanged={reload}
              />
            </li>
          ))}
        </ul>
      )}
      {staff.length > shown && (
        <div>
          <Button test="staff-more" onPress={() => setShown(shown + CARDS_A_TIME)}>
            {t('schedule.more', { count: Math.min(CARDS_A_TIME, staff.length - shown) })}
          </Button>
        </div>
      )}
      {edited !== null && (
        <MemberDialog member={edited === 'new' ? null : edited} onIssued={setIssued} onClose={close} />
      )}
    </>
  );
}

function MemberCard(props: {
  readonly member: Member;
  readonly onEdit: () => void;
  readonly onIssued: (issued: IssuedCode) => void;
  readonly onChanged: () => void;
}) {
  const { t, language } = useWording();
  const { zone, isBlocked, invites } = useHost();
  const { call, refusal, busy } = useInstitution();
  const { member, onChanged } = props;
  const { id, ver, name, roles, validUntil, hasPin } = member;
  const isPinBlocked = isBlocked(id);
  const ends =
    validUntil === END_OF_TIME
      ? t('institution.staff.noEnd')
      : t('institution.staff.until', {
          date: formatDate(Date.parse(validUntil) - 1, zone, language),
        });
  return (
    <Card
      title={name}
      test={`member-${id}`}
      aside={
        <div className="row">
          {isPinBlocked && (
            <Badge tone="danger" icon="warning">
              {t('institution.staff.blocked')}
            </Badge>
          )}
          {!hasPin && (
            <Badge tone="warning" icon="clock">
              {t('institution.staff.noPin')}
            </Badge>
          )}
        </div>
      }
    >
      <div className="stack">
        <RefusalAlert refusal={refusal} />
        <p>
          {roles.map((role) => t(`role.${role}`)).join(', ')} · {ends}
        </p>
        <div className="row">
          <Button size="small" test="member-edit" onPress={props.onEdit}>
            {t('institution.staff.edit', { name })}
          </Button>
          <Button
            size="small"
            busy={busy === 'staff.reset'}
            test="member-reset"
            onPress={() =>
              void call('staff.reset', { which: { id, ver } }).then((code) => {
                if (code === null) return;
                props.onIssued({ ...code, name, for: 'pin' });
                onChanged();
              })
            }
          >
            {t('institution.staff.reset', { name })}
          </Button>
          {invites && (
            <Button
              size="small"
              busy={busy === 'staff.invite'}
              test="member-invite"
              onPress={() =>
                void call('staff.invite', { id }).then((code) => {
                  if (code !== null) props.onIssued({ ...code, name, for: 'password' });
                })
              }
            >
              {t('institution.staff.browserCode', { name })}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}

const IDS = { name: 'member-name', roles: 'member-roles', end: 'member-end' };

function MemberDialog(props: {
  readonly member: Member | null;
  readonly onIssued: (issued: IssuedCode) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWording();
  const { zone } = useHost();
  const { call, refusal, busy } = useInstitution();
  const { member, onIssued, onClose } = props;
  const [name, setName] = useState(member?.name ?? '');
  const [roles, setRoles] = useState<readonly StaffRole[]>(member?.roles ?? []);
  const [end, setEnd] = useState(member === null ? '' : endDate(member.validUntil, zone));
  const form = useErrors([
    ...(name.trim() === '' ? [{ id: IDS.name, text: t('institution.staff.nameMissing') }] : []),
    ...(roles.length === 0 ? [{ id: IDS.roles, text: t('institution.staff.rolesMissing') }] : []),
    ...(end === '' || isCalendarDate(end) ? [] : [{ id: IDS.end, text: t('institution.staff.endInvalid') }]),
  ]);

  const save = async () => {
    if (!form.check()) return;
    const details: StaffDetails = { name: name.trim(), roles: [...roles], validUntil: endOfDay(end, zone) };
    if (member === null) {
      const code = await call('staff.add', { details });
      if (code === null) return;
      onIssued({ ...code, name: details.name, for: 'pin' });
    } else {
      const { id, ver } = member;
      if ((await call('staff.change', { which: { id, ver }, details })) === null) return;
    }
    onClose();
  };
  const remove = async () => {
    if (member === null) return;
    const { id, ver } = member;
    if ((await call('staff.remove', { which: { id, ver } })) !== null) onClose();
  };

  return (
    <Dialog
      title={
        member === null ? t('institution.staff.add') : t('institution.staff.edit', { name: member.name })
      }
      onClose={onClose}
      footer={
        <>
          {member !== null && (
            <Button
              variant="danger"
              busy={busy === 'staff.remove'}
              test="member-remove"
              onPress={() => void remove()}
            >
              {t('institution.staff.remove')}
            </Button>
          )}
          <Button test="member-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="primary" busy={busy !== null} test="member-save" onPress={() => void save()}>
            {t('institution.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <TextInput
          id={IDS.name}
          label={t('institution.staff.name')}
          hint={t('institution.staff.nameHint')}
          required
          maxLength={200}
          value={name}
          error={form.errorOf(IDS.name)}
          onChange={setName}
          test="member-name"
        />
        <div id={IDS.roles} tabIndex={-1}>
          <Fieldset legend={t('institution.staff.roles')}>
            {STAFF_ROLES.map((role) => (
              <Checkbox
                key={role}
                label={t(`role.${role}`)}
                hint={t(`institution.staff.roleHint.${role}`)}
                checked={roles.includes(role)}
                onChange={(checked) =>
                  setRoles(checked ? [...roles, role] : roles.filter((other) => other !== role))
                }
                test={`member-role-${role}`}
              />
            ))}
          </Fieldset>
        </div>
        <TextInput
          id={IDS.end}
          kind="date"
          label={t('institution.staff.end')}
          hint={t('institution.staff.endHint')}
          value={end}
          error={form.errorOf(IDS.end)}
          onChange={setEnd}
          test="member-end"
        />
      </div>
    </Dialog>
  );
}

/** The last calendar date of an account; empty for one without an end. */
function endDate(validUntil: string, zone: string): string {
  return validUntil === END_OF_TIME ? '' : (wallClock(Date.parse(validUntil) - 1, zone)?.date ?? '');
}

/** The midnight after a date, in the institution's zone. */
function endOfDay(date: string, zone: string): string {
  if (date === '') return END_OF_TIME;
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const midnight = instantOf({ date: next, hour: 0, minute: 0 }, zone);
  return new Date(midnight ?? Date.parse(`${next}T00:00:00Z`)).toISOString();
}
