import { useState } from 'react';
import { calendarDate } from '../../shared/language/format.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { SESSION_KINDS, type SiteRow } from '../../shared/sync/rows.ts';
import { asksReference } from '../../renderer/staff/walk-up/walk-up-form.ts';
import { PeopleFields } from '../../renderer/staff/walk-up/people-fields.tsx';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { Checkbox, Fieldset, RadioGroup } from '../../renderer/components/choice.tsx';
import { DateInput } from '../../renderer/components/date-input.tsx';
import { Select, TextArea, TextInput } from '../../renderer/components/field.tsx';
import { FormEnd, PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import {
  BOOKING_IDS,
  bookingErrors,
  bookingOf,
  draftOf,
  EMPTY_BOOKING,
  type BookingDraft,
  type Need,
} from './booking-form.ts';
import { FileInput } from './file-input.tsx';
import { useFormDraft, useHost, useNow } from './host.ts';
import { NOBODY_NOTIFIED, NotifiedFields, notifiedList } from './notified-fields.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import styles from './institution.module.css';

export type Listed = CallOutput<'schedule.list'>['bookings'][number];
const NEEDS: readonly Need[] = ['interpreter', 'captions', 'video-relay'];

/** Books a visit, or changes one: who, when, where, the link, and what the institution has on file (R11). */
export function BookingEditor(props: { readonly listed: Listed | null; readonly onClose: () => void }) {
  const { t, language } = useWording();
  const { zone } = useHost();
  const now = useNow();
  const { call, refusal, busy } = useInstitution();
  const { listed, onClose } = props;
  // With the version: what was typed over an older booking must not undo somebody else's change.
  const key = listed === null ? 'booking:new' : `booking:${listed.booking.id}:${listed.ver}`;
  const [draft, change, clearDraft] = useFormDraft<BookingDraft>(
    key,
    listed === null ? EMPTY_BOOKING : draftOf(listed.booking, zone, NEEDS),
  );
  const [notified, setNotified] = useState(NOBODY_NOTIFIED);
  const [sites] = useList(() => call('sites.list', {}), '');
  const form = useErrors(
    bookingErrors(draft, zone).map(({ id, code, number }) => ({
      id,
      text:
        code === 'date' || code === 'time'
          ? t(`institution.booking.error.${code}`)
          : t(`walkUp.error.${code}`, { number }),
    })),
  );
  const site = sites?.sites.find(({ id }) => id === draft.site);

  const save = async () => {
    if (!form.check()) return;
    const booking = bookingOf(draft, zone);
    if (booking === null) return;
    const saved =
      listed === null
        ? await call('schedule.book', { booking })
        : await call('schedule.change', {
            which: { id: listed.booking.id, ver: listed.ver },
            booking,
            notified: notifiedList(notified),
          });
    if (saved === null) return;
    clearDraft();
    onClose();
  };

  return (
    <form
      className="stack stack-loose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PageHeader
        title={listed === null ? t('institution.booking.new') : t('institution.booking.change')}
        aside={
          <Button variant="quiet" test="booking-back" onPress={onClose}>
            {t('institution.booking.back')}
          </Button>
        }
      />
      <InvitationCard zone={zone} onRead={change} />
      <ErrorSummary errors={form.errors} />
      <Card title={t('institution.booking.visit')}>
        <div className="stack">
          <RadioGroup
            id={BOOKING_IDS.kind}
            legend={t('open.kind')}
            required
            value={draft.kind}
            error={form.errorOf(BOOKING_IDS.kind)}
            onChange={(kind) => change({ kind })}
            options={SESSION_KINDS.map((kind) => ({
              value: kind,
              label: t(`kind.${kind}`),
              test: `booking-kind-${kind}`,
            }))}
          />
          {draft.kind !== null && (
            <TextInput
              id={BOOKING_IDS.reference}
              label={t(`reference.${draft.kind}`)}
              required={asksReference(draft)}
              maxLength={200}
              value={draft.reference}
              error={form.errorOf(BOOKING_IDS.reference)}
              onChange={(reference) => change({ reference })}
            />
          )}
          <div className={styles['columns']}>
            <TextInput
              id={BOOKING_IDS.inmateName}
              label={t('walkUp.inmate')}
              required
              maxLength={200}
              value={draft.inmateName}
              error={form.errorOf(BOOKING_IDS.inmateName)}
              onChange={(inmateName) => change({ inmateName })}
              test="booking-inmate"
            />
            <TextInput
              id={BOOKING_IDS.inmateFps}
              label={t('walkUp.fps')}
              required
              maxLength={40}
              value={draft.inmateFps}
              error={form.errorOf(BOOKING_IDS.inmateFps)}
              onChange={(inmateFps) => change({ inmateFps })}
              test="booking-fps"
            />
            <DateInput
              id={BOOKING_IDS.date}
              label={t('institution.booking.date')}
              required
              today={calendarDate(now, zone)}
              value={draft.date}
              error={form.errorOf(BOOKING_IDS.date)}
              onChange={(date) => change({ date })}
              test="booking-date"
            />
            <TextInput
              id={BOOKING_IDS.time}
              kind="time"
              label={t('institution.booking.time')}
              required
              value={draft.time}
              error={form.errorOf(BOOKING_IDS.time)}
              onChange={(time) => change({ time })}
              test="booking-time"
            />
            <TextInput
              id={BOOKING_IDS.minutes}
              label={t('institution.booking.minutes')}
              required
              maxLength={3}
              value={draft.minutes}
              error={form.errorOf(BOOKING_IDS.minutes)}
              onChange={(minutes) => change({ minutes })}
              test="booking-minutes"
            />
          </div>
        </div>
      </Card>
      <PeopleFields
        people={draft.people}
        documents
        errorOf={form.errorOf}
        onChange={(people) => change({ people })}
      />
      <Card title={t('institution.booking.place')}>
        <div className="stack">
          <SiteSelect
            sites={sites?.sites ?? []}
            language={language}
            value={draft.site}
            error={form.errorOf(BOOKING_IDS.site)}
            onChange={(id) => change({ site: id })}
          />
          {site !== undefined && <SiteContact site={site} />}
          <TextInput
            id={BOOKING_IDS.url}
            label={t('walkUp.link')}
            required
            maxLength={4000}
            value={draft.url}
            error={form.errorOf(BOOKING_IDS.url)}
            onChange={(url) => change({ url })}
            test="booking-link"
          />
          <TextInput
            label={t('walkUp.password')}
            maxLength={200}
            value={draft.password}
            onChange={(password) => change({ password })}
            test="booking-password"
          />
          <Checkbox
            label={t('walkUp.webcam')}
            checked={draft.webcam}
            onChange={(webcam) => change({ webcam })}
          />
          <RadioGroup
            legend={t('tracking.entry.language')}
            inline
            value={draft.language}
            onChange={(visit) => change({ language: visit })}
            options={[
              { value: 'en', label: t('tracking.value.language.en') },
              { value: 'fr', label: t('tracking.value.language.fr') },
              { value: 'none', label: t('tracking.entry.languageUnknown') },
            ]}
          />
          <Fieldset legend={t('institution.booking.needs')} inline>
            {NEEDS.map((need) => (
              <Checkbox
                key={need}
                label={t(`institution.need.${need}`)}
                checked={draft.needs.includes(need)}
                onChange={(wanted) =>
                  change({
                    needs: wanted ? [...draft.needs, need] : draft.needs.filter((other) => other !== need),
                  })
                }
              />
            ))}
          </Fieldset>
          <Checkbox
            label={t('institution.booking.restricted')}
            hint={t('institution.booking.restrictedHint')}
            checked={draft.contactRestricted}
            onChange={(contactRestricted) => change({ contactRestricted })}
          />
        </div>
      </Card>
      {listed !== null && (
        <Card title={t('institution.booking.notify')}>
          <NotifiedFields value={notified} site={site} onChange={setNotified} />
        </Card>
      )}
      <RefusalAlert refusal={refusal} />
      <FormEnd>
        <Button
          type="submit"
          variant="primary"
          size="large"
          // Not while the list of sites loads: what is pressed then would be lost.
          busy={busy === 'schedule.book' || busy === 'schedule.change'}
          test="booking-save"
        >
          {listed === null ? t('institution.booking.book') : t('institution.save')}
        </Button>
        <Button onPress={onClose}>{t('institution.booking.back')}</Button>
      </FormEnd>
    </form>
  );
}

/** Fills link, password and time from an invitation as people receive it. */
function InvitationCard(props: {
  readonly zone: string;
  readonly onRead: (found: Partial<BookingDraft>) => void;
}) {
  const { t } = useWording();
  const { call, refusal, busy } = useInstitution();
  const [text, setText] = useState('');
  const [read, setRead] = useState(false);
  const take = async (source: { readonly text: string } | { readonly file: string }) => {
    setRead(false);
    const found = await call('schedule.read-invitation', source);
    if (found === null) return;
    const { url, password, startsAt, endsAt } = found;
    const start = startsAt === null ? null : wallClock(Date.parse(startsAt), props.zone);
    props.onRead({
      url,
      password: password ?? '',
      ...(start === null ? {} : { date: start.date, time: start.time }),
      ...(startsAt === null || endsAt === null
        ? {}
        : { minutes: String(Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000)) }),
    });
    setRead(true);
  };
  return (
    <Card title={t('institution.invitation.title')} tone="tint">
      <div className="stack">
        <RefusalAlert refusal={refusal} />
        {read && refusal === null && (
          <Alert tone="success" live="status" test="invitation-read">
            {t('institution.invitation.read')}
          </Alert>
        )}
        <TextArea
          label={t('institution.invitation.text')}
          hint={t('institution.invitation.hint')}
          maxLength={500_000}
          rows={4}
          value={text}
          onChange={setText}
          test="invitation-text"
        />
        <div className="row">
          <Button
            busy={busy !== null}
            disabled={text.trim() === ''}
            test="invitation-take"
            onPress={() => void take({ text })}
          >
            {t('institution.invitation.take')}
          </Button>
        </div>
        <FileInput
          label={t('institution.invitation.file')}
          accept=".ics,.txt"
          onFile={(file) => file !== null && void take({ file })}
          test="invitation-file"
        />
      </div>
    </Card>
  );
}

function SiteSelect(props: {
  readonly sites: readonly SiteRow[];
  readonly language: 'en' | 'fr';
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useWording();
  const { sites, language } = props;
  const authorized = sites.filter((site) => site.authorized || site.id === props.value);
  if (authorized.length === 0) return <Alert tone="warning">{t('institution.booking.noSites')}</Alert>;
  return (
    <Select
      id={BOOKING_IDS.site}
      label={t('open.site')}
      required
      value={props.value}
      error={props.error}
      onChange={props.onChange}
      options={[
        { value: '', label: t('common.choose') },
        ...authorized.map(({ id, name, city }) => ({ value: id, label: `${name[language]}, ${city}` })),
      ]}
      test="booking-site"
    />
  );
}

function SiteContact({ site }: { readonly site: SiteRow }) {
  const { t, language } = useWording();
  return (
    <p className="small">
      {t('institution.booking.siteContact', {
        telephone: site.telephone ?? '–',
        contact: site.contact ?? '–',
        zone: site.zone,
      })}
      {site.hours != null && t('institution.booking.siteHours', { hours: site.hours[language] })}
    </p>
  );
}
