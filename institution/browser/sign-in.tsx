import { useState } from 'react';
import { Alert, ErrorSummary } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { FirstPin } from '../pages/first-pin.tsx';
import { HostContext, type Host } from '../pages/host.ts';
import { RefusalAlert } from '../pages/refusal-alert.tsx';
import type { ShownRefusal } from '../pages/use-institution.ts';
import type { Ending } from './app.tsx';
import { Activate } from './activate.tsx';
import type { Connection, SessionAnswer } from './connection.ts';
import { Shell } from './shell.tsx';
import styles from './browser.module.css';

const IDS = { login: 'sign-in-login', password: 'sign-in-password' };
/** What the way back from the identity provider says, in the address. */
const RETURNED = /^#sign-in=([a-z-]+)$/u;

interface SignInProps {
  readonly connection: Connection;
  readonly session: SessionAnswer;
  readonly ending: Ending;
  readonly onSignedIn: () => void;
}

export function SignIn(props: SignInProps) {
  const [shown, show] = useState<'sign-in' | 'code' | 'pin'>('sign-in');
  return (
    <Shell>
      <div className="page">
        {shown === 'sign-in' && <SignInForm {...props} onCode={() => show('code')} />}
        {shown === 'code' && <CodeForm {...props} onPin={() => show('pin')} onBack={() => show('sign-in')} />}
        {shown === 'pin' && (
          <HostContext value={strangerHost(props.connection)}>
            <FirstPin onBack={() => show('sign-in')} />
          </HostContext>
        )}
      </div>
    </Shell>
  );
}

function SignInForm({
  connection,
  session,
  ending,
  onSignedIn,
  onCode,
}: SignInProps & { readonly onCode: () => void }) {
  const { t, language } = useWording();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ShownRefusal | null>(returnedRefusal);
  const form = useErrors([
    ...(login.trim() === '' ? [{ id: IDS.login, text: t('browser.signIn.loginMissing') }] : []),
    ...(password === '' ? [{ id: IDS.password, text: t('browser.signIn.passwordMissing') }] : []),
  ]);
  const { local, provider } = session;
  const submit = async () => {
    if (!form.check()) return;
    setBusy(true);
    const answer = await connection.signIn(login, password);
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) onSignedIn();
    else setPassword('');
  };
  return (
    <form
      className={styles['narrow']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="stack stack-loose">
        <PageHeader title={t('browser.signIn.title')} lead={t('browser.signIn.lead')} />
        {ending !== 'none' && refusal === null && (
          <Alert tone="info" live="status" test={`ended-${ending}`}>
            {t(ending === 'idle' ? 'browser.signIn.ended' : 'browser.signIn.out')}
          </Alert>
        )}
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        {provider !== null && (
          <div className="row">
            <Button
              variant="primary"
              test="provider"
              onPress={() => window.location.assign('/session/provider')}
            >
              {t('browser.signIn.provider', { name: provider[language] })}
            </Button>
          </div>
        )}
        {local && (
          <Card>
            <div className="stack">
              <TextInput
                id={IDS.login}
                label={t('browser.signIn.login')}
                autoComplete="username"
                maxLength={64}
                value={login}
                error={form.errorOf(IDS.login)}
                onChange={setLogin}
                test="login"
              />
              <TextInput
                id={IDS.password}
                kind="password"
                label={t('browser.signIn.password')}
                autoComplete="current-password"
                maxLength={128}
                value={password}
                error={form.errorOf(IDS.password)}
                onChange={setPassword}
                test="password"
              />
              <div className="row">
                <Button
                  type="submit"
                  variant={provider === null ? 'primary' : 'secondary'}
                  busy={busy}
                  test="sign-in"
                >
                  {t('browser.signIn.submit')}
                </Button>
              </div>
            </div>
          </Card>
        )}
        <div>
          <Button variant="quiet" test="use-code" onPress={onCode}>
            {t('browser.signIn.code')}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** What a one-time code is for: a person may have one of each kind. */
function CodeForm(props: SignInProps & { readonly onPin: () => void; readonly onBack: () => void }) {
  const { t } = useWording();
  const [kind, chooseKind] = useState<'password' | null>(null);
  if (kind === 'password')
    return <Activate connection={props.connection} onDone={props.onSignedIn} onBack={props.onBack} />;
  return (
    <div className={styles['narrow']}>
      <div className="stack stack-loose">
        <PageHeader title={t('browser.code.title')} />
        <p>{t('browser.code.lead')}</p>
        {props.session.local && (
          <Button wide test="code-password" onPress={() => chooseKind('password')}>
            {t('browser.code.password')}
          </Button>
        )}
        <Button wide test="code-pin" onPress={props.onPin}>
          {t('browser.code.pin')}
        </Button>
        <div>
          <Button variant="quiet" onPress={props.onBack}>
            {t('browser.code.back')}
          </Button>
        </div>
      </div>
    </div>
  );
}

function returnedRefusal(): ShownRefusal | null {
  const code = RETURNED.exec(window.location.hash)?.[1];
  return code === undefined ? null : { code, values: {} };
}

/** For the one call that needs nobody signed in. */
function strangerHost(connection: Connection): Host {
  return {
    call: (name, input) => connection.call(name, input, { csrf: '', institution: null, background: false }),
    firstLanguage: 'en',
    zone: 'UTC',
    now: Date.now,
    person: null,
    isBlocked: () => false,
    invites: false,
    notice: DEFAULT_NOTICE,
    copies: null,
    drafts: { read: () => undefined, write: () => undefined, clear: () => undefined },
  };
}
