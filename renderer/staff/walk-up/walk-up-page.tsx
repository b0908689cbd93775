import { useState } from 'react';
import type { WalkUpView } from '../../../shared/ipc/snapshot.ts';
import { formatCalendarDate } from '../../../shared/language/format.ts';
import { correctedLink } from '../../../shared/meeting-link/meeting-link.ts';
import { SESSION_KINDS } from '../../../shared/sync/rows.ts';
import { Alert, ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox, RadioGroup } from '../../components/choice.tsx';
import { Select, TextInput } from '../../components/field.tsx';
import { FormEnd, PageHeader } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaffNow, useStaffState, useStaffStore } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { PeopleChecksFields } from '../people-checks.tsx';
import { answersOf } from '../people-draft.ts';
import { PeopleFields } from './people-fields.tsx';
import {
  asksPrivilege,
  asksReference,
  EMPTY_WALK_UP,
  typedPeople,
  WALK_UP_IDS,
  walkUpBooking,
  walkUpErrors,
} from './walk-up-form.ts';
import { classes } from '../../components/classes.ts';
import styles from './walk-up.module.css';

const DRAFT = 'walk-up';

/** A session entered by hand while the institution's schedule is not available (R2); it stays marked as such. */
export function WalkUpPage({ view, onClose }: { readonly view: WalkUpView; readonly onClose: () => void }) {
  const { t, language } = useWording();
  const { clearDrafts } = useStaffStore();
  const call = useCall();
  const now = useStaffNow();
  const busy = useStaffState(({ busy: call_ }) => call_ === 'session.open-walk-up' || call_ === 'link.check');
  const [form, change] = useDraft(DRAFT, EMPTY_WALK_UP);
  const [tried, setTried] = useState(false);
  const errors = tried
    ? walkUpErrors(form).map(({ id, code, number }) => ({ id, text: t(`walkUp.error.${code}`, { number }) }))
    : [];
  const errorOf = (id: string) => errors.find((error) => error.id === id)?.text ?? null;

  const meantLink = form.url === '' ? null : correctedLink(form.url);
  // Nobody's records are known here: what staff tick is all there is to say.
  const people = typedPeople(form);

  const submit = async () => {
    setTried(true);
    const booking = walkUpBooking(form, now);
    if (booking === null) return;
    const link = await call('link.check', { url: booking.meeting.url });
    if (link?.ok !== true) return;
    const opened = await call('session.open-walk-up', {
      booking,
      privileged: asksPrivilege(form) ? form.privileged === 'yes' : null,
      answers: answersOf(people, form.checks),
      authority: form.checks.authority,
      reason: form.checks.exceptionReason,
      section93: false,
    });
    if (opened?.ok !== true) return;
    clearDrafts(DRAFT);
    onClose();
  };

  return (
    <form
      className={classes('page stack', styles['walk-up'])}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <PageHeader
        kicker={t('session.walkUp')}
        title={t('walkUp.title')}
        aside={
          <Button variant="quiet" test="walk-up-back" onPress={onClose}>
            {t('walkUp.back')}
          </Button>
        }
      />
      <Alert tone="warning" test="walk-up-mark">
        {t('walkUp.mark')}
      </Alert>
      <ErrorSummary errors={errors} />
      <Card>
        <div className="stack">
          <RadioGroup
            id={WALK_UP_IDS.kind}
            legend={t('open.kind')}
            required
            value={form.kind}
            error={errorOf(WALK_UP_IDS.kind)}
            onChange={(kind) => change({ kind })}
            options={SESSION_KINDS.map((kind) => ({
              value: kind,
              label: t(`kind.${kind}`),
              test: `walk-up-kind-${kind}`,
            }))}
          />
          {form.kind !== null && (
            <TextInput
              id={WALK_UP_IDS.reference}
              label={t(`reference.${form.kind}`)}
              required={asksReference(form)}
              maxLength={200}
              value={form.reference}
              error={errorOf(WALK_UP_IDS.reference)}
              onChange={(reference) => change({ reference })}
              test="walk-up-reference"
            />
          )}
          <TextInput
            id={WALK_UP_IDS.inmateName}
            label={t('walkUp.inmate')}
            required
            maxLength={200}
            value={form.inmateName}
            error={errorOf(WALK_UP_IDS.inmateName)}
            onChange={(inmateName) => change({ inmateName })}
            test="walk-up-inmate"
          />
          <TextInput
            id={WALK_UP_IDS.inmateFps}
            label={t('walkUp.fps')}
            width="short"
            required
            maxLength={40}
            value={form.inmateFps}
            error={errorOf(WALK_UP_IDS.inmateFps)}
            onChange={(inmateFps) => change({ inmateFps })}
            test="walk-up-fps"
          />
        </div>
      </Card>
      <PeopleFields people={form.people} errorOf={errorOf} onChange={(people) => change({ people })} />
      <Card title={t('walkUp.visit')}>
        <div className="stack">
          {view.sites.length === 0 ? (
            <Alert tone="danger" test="walk-up-no-sites">
              {t('walkUp.noSites')}
            </Alert>
          ) : (
            <Select
              id={WALK_UP_IDS.site}
              label={t('open.site')}
              required
              value={form.site}
              error={errorOf(WALK_UP_IDS.site)}
              onChange={(site) => change({ site })}
              options={[
                { value: '', label: t('common.choose') },
                ...view.sites.map((site) => ({
                  value: site.id,
                  label: `${site.name[language]}, ${site.city} (${t('schedule.listDate', {
                    date: formatCalendarDate(site.listDate, language),
                  })})`,
                })),
              ]}
              test="walk-up-site"
            />
          )}
          <TextInput
            id={WALK_UP_IDS.minutes}
            label={t('walkUp.minutes')}
            width="short"
            maxLength={3}
            value={form.minutes}
            error={errorOf(WALK_UP_IDS.minutes)}
            onChange={(minutes) => change({ minutes })}
          />
          <RadioGroup
            legend={t('tracking.entry.language')}
            inline
            value={form.language}
            onChange={(visit) => change({ language: visit })}
            options={[
              { value: 'en', label: t('tracking.value.language.en') },
              { value: 'fr', label: t('tracking.value.language.fr') },
              { value: 'none', label: t('tracking.entry.languageUnknown') },
            ]}
          />
          <Checkbox
            label={t('walkUp.webcam')}
            checked={form.webcam}
            onChange={(webcam) => change({ webcam })}
          />
          <TextInput
            id={WALK_UP_IDS.url}
            label={t('walkUp.link')}
            hint={t('walkUp.linkHint')}
            required
            maxLength={4000}
            value={form.url}
            error={errorOf(WALK_UP_IDS.url)}
            onChange={(url) => change({ url })}
            test="walk-up-link"
          />
          {meantLink !== null && (
            <Button onPress={() => change({ url: meantLink })} test="walk-up-link-meant">
              {t('walkUp.linkMeant')}
            </Button>
          )}
          <TextInput
            label={t('walkUp.password')}
            maxLength={200}
            value={form.password}
            onChange={(password) => change({ password })}
          />
        </div>
      </Card>
      <PeopleChecksFields
        people={people}
        province={null}
        draft={form.checks}
        needsException={people.adults.length === 0 && people.children.length > 0}
        onChange={(part) => change({ checks: { ...form.checks, ...part } })}
      />
      {asksPrivilege(form) && (
        <RadioGroup
          id={WALK_UP_IDS.privileged}
          legend={t('open.privileged')}
          hint={t('open.privilegedHint')}
          inline
          value={form.privileged}
          error={errorOf(WALK_UP_IDS.privileged)}
          onChange={(privileged) => change({ privileged })}
          options={[
            { value: 'no', label: t('open.privilegedNo'), test: 'walk-up-privileged-no' },
            { value: 'yes', label: t('open.privilegedYes'), test: 'walk-up-privileged-yes' },
          ]}
        />
      )}
      <RefusalNotice calls={['link.check', 'session.open-walk-up']} />
      <FormEnd>
        <Button type="submit" variant="primary" size="large" icon="arrow" busy={busy} test="walk-up-open">
          {t('open.submit')}
        </Button>
        <Button onPress={onClose}>{t('walkUp.back')}</Button>
      </FormEnd>
    </form>
  );
}
