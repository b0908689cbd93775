import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { formatDate, formatTime, formatWait, zoneName } from '../../shared/language/format.ts';
import { textIn } from '../../shared/language/local-text.ts';
import { searchText } from '../../shared/language/search-text.ts';
import { Alert, ErrorSummary, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { RadioGroup } from '../components/choice.tsx';
import { TextInput } from '../components/field.tsx';
import { PageHeader } from '../components/page.tsx';
import { Card } from '../components/status.tsx';
import { useErrors } from '../components/use-errors.ts';
import { useCall, useStaff, useStaffNow, useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';
import { SIGNS } from '../../shared/notice/notice.ts';
import { Both } from '../visit/both.tsx';
import { Alarms, Frame } from './shell.tsx';
import { SyncDetail } from './sync-line.tsx';
import { classes } from '../components/classes.ts';
import styles from './sign-in.module.css';

/** Only a station without a server loads these (R64). */
const SetUp = lazy(async () => ({ default: (await import('../../institution/pages/set-up.tsx')).SetUp }));
const StationHost = lazy(async () => ({
  default: (await import('../../institution/pages/station-host.tsx')).StationHost,
}));
const FirstPin = lazy(async () => ({
  default: (await import('../../institution/pages/first-pin.tsx')).FirstPin,
}));

const FEW_NAMES = 8;
/** Six digits at least (R37). */
export const MINIMUM_PIN = 6;
const STAFF_FIELD = 'sign-in-staff';
const PIN_FIELD = 'sign-in-pin';

interface SignInProps {
  /** IT's screen, open to anyone; null until it is loaded. */
  readonly ItPage: ComponentType<{ readonly onBack: () => void }> | null;
}

/** Sign-in (R1): a name from the institution's list, and a PIN. */
export function SignIn({ ItPage }: SignInProps) {
  const { t } = useWording();
  const { station } = useStaff();
  const [shown, show] = useState<'sign-in' | 'it' | 'first-pin'>('sign-in');
  if (station.embedded !== null && station.enrolment === null && shown !== 'it') {
    return (
      <Frame>
        <Suspense>
          <StationHost>
            <SetUp />
          </StationHost>
        </Suspense>
      </Frame>
    );
  }
  if (shown === 'first-pin') {
    return (
      <Frame>
        <Suspense>
          <StationHost>
            <FirstPin onBack={() => show('sign-in')} />
          </StationHost>
        </Suspense>
      </Frame>
    );
  }
  if (shown === 'it') return <Frame>{ItPage !== null && <ItPage onBack={() => show('sign-in')} />}</Frame>;
  return (
    <Frame>
      <div className={styles['sign-in']}>
        <Sign />
        <div className={styles['sign-in-side']}>
          <Alarms onDetails={null} />
          <Card>
            <PageHeader title={t('signIn.title')} />
            <SignInForm />
          </Card>
          {station.embedded !== null && (
            <div>
              <Button size="small" test="first-pin" onPress={() => show('first-pin')}>
                {t('institution.pin.link')}
              </Button>
            </div>
          )}
          <Place onIt={() => show('it')} />
        </div>
      </div>
    </Frame>
  );
}

/** While nobody is signed in the screen is the station's sign, the same in both languages (R25). */
function Sign() {
  const { station } = useStaff();
  return (
    <section className={styles['sign']} data-test="sign">
      <Both first={station.firstLanguage} className={styles['sign-language']}>
        {(words, language) => (
          <>
            <p className={styles['sign-name']}>{words('app.name')}</p>
            {SIGNS.station[language].map((sentence, index) => (
              <p key={sentence} className={styles[index === 0 ? 'sign-first' : 'sign-next']}>
                {sentence}
              </p>
            ))}
          </>
        )}
      </Both>
    </section>
  );
}

function SignInForm() {
  const { t } = useWording();
  const { staff, station } = useStaff();
  const now = useStaffNow();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'staff.sign-in');
  const [person, setPerson] = useState<string | null>(
    staff.list.length === 1 ? (staff.list[0]?.id ?? null) : null,
  );
  const [pin, setPin] = useState('');
  const [search, setSearch] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const throttled = person === null ? undefined : staff.throttled[person];
  const waits = typeof throttled === 'number' && throttled > now;
  const { errors, errorOf, check } = useErrors([
    ...(person === null ? [{ id: STAFF_FIELD, text: t('signIn.nameMissing') }] : []),
    ...(pin.length < MINIMUM_PIN ? [{ id: PIN_FIELD, text: t('signIn.pinShort') }] : []),
  ]);

  // A click on a name is a choice, so the PIN is next; the arrow keys may still be passing through the names.
  const byPointer = useRef(false);
  useEffect(() => {
    if (person !== null && byPointer.current)
      form.current?.querySelector<HTMLInputElement>(`#${PIN_FIELD}`)?.focus();
  }, [person]);

  const submit = async () => {
    if (!check() || person === null || waits) return;
    const answer = await call('staff.sign-in', { staff: person, pin });
    if (answer?.ok === true) return;
    setPin('');
    form.current?.querySelector<HTMLInputElement>(`#${PIN_FIELD}`)?.focus();
  };

  if (staff.list.length === 0) return <Alert tone="warning">{t('signIn.noStaff')}</Alert>;
  const sought = searchText(search);
  const names = staff.list.filter((member) => searchText(member.name).includes(sought));
  return (
    <form
      ref={form}
      className="stack stack-loose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ErrorSummary errors={errors} />
      <RefusalNotice calls={['staff.sign-in']} />
      {staff.list.length > FEW_NAMES && (
        <TextInput
          label={t('signIn.search')}
          kind="search"
          value={search}
          onChange={setSearch}
          test="staff-search"
        />
      )}
      <div
        className={styles['sign-in-names']}
        data-long-list
        onPointerDown={() => (byPointer.current = true)}
        onKeyDown={() => (byPointer.current = false)}
      >
        <RadioGroup
          id={STAFF_FIELD}
          legend={t('signIn.name')}
          value={person}
          inline
          error={errorOf(STAFF_FIELD)}
          onChange={setPerson}
          options={names.map((member) => ({
            value: member.id,
            label: member.name,
            hint: [
              member.roles.map((role) => t(`role.${role}`)).join(', '),
              ...practiceHint(member.id, station.practice?.pins ?? [], (value) =>
                t('signIn.practicePin', { pin: value }),
              ),
            ].join(' · '),
            test: `staff-${member.id}`,
          }))}
        />
      </div>
      <div className={classes('row', styles['sign-in-pin'])}>
        <TextInput
          id={PIN_FIELD}
          label={t('signIn.pin')}
          hint={t('signIn.pinHint')}
          kind="pin"
          value={pin}
          error={errorOf(PIN_FIELD)}
          onChange={setPin}
          test="pin"
        />
        <Button
          type="submit"
          variant="primary"
          size="large"
          busy={busy}
          disabled={waits || throttled === null}
          test="sign-in"
        >
          {t('signIn.submit')}
        </Button>
      </div>
      {waits && (
        <Alert tone="warning" test="throttled">
          {t('signIn.wait', { time: formatWait(throttled - now) })}
        </Alert>
      )}
      {throttled === null && (
        <Alert tone="danger" test="blocked">
          {t('refusal.pin-blocked')}
        </Alert>
      )}
    </form>
  );
}

function practiceHint(
  staff: string,
  pins: readonly { readonly staff: string; readonly pin: string }[],
  word: (pin: string) => string,
): readonly string[] {
  const found = pins.find((entry) => entry.staff === staff);
  return found === undefined ? [] : [word(found.pin)];
}

/** The station, its clock and the state of its record. */
function Place({ onIt }: { readonly onIt: () => void }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const now = useStaffNow();
  const { enrolment, zone } = station;
  return (
    <aside className={styles['place']} lang={language} aria-label={t('signIn.place')}>
      <p>
        <span className={classes('numbers', styles['place-time'])}>{formatTime(now, zone, language)}</span>{' '}
        {formatDate(now, zone, language)} · {zoneName(zone, now, language)}
      </p>
      {enrolment !== null && (
        <p>
          {[
            enrolment.institution.name[language],
            textIn(enrolment.location, language),
            enrolment.station,
          ].join(' · ')}
        </p>
      )}
      <SyncDetail />
      <p>{t('signIn.version', { version: station.appVersion })}</p>
      <button type="button" className={styles['place-link']} data-test="it-open" onClick={onIt}>
        {t('it.open')}
      </button>
    </aside>
  );
}
