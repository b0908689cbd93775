import { useState } from 'react';
import { ErrorSummary, type FieldError } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { TextInput } from '../../renderer/components/field.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { Card } from '../../renderer/components/status.tsx';
import { useErrors } from '../../renderer/components/use-errors.ts';
import { useWording } from '../../renderer/wording.ts';
import { RefusalAlert } from '../pages/refusal-alert.tsx';
import type { ShownRefusal } from '../pages/use-institution.ts';
import type { Connection } from './connection.ts';
import styles from './browser.module.css';

const IDS = { code: 'code', login: 'code-login', password: 'code-password', again: 'code-again' };
const SHORTEST_PASSWORD = 12;
const LOGIN = /^[a-z0-9][a-z0-9._@-]{2,63}$/iu;

/** A person chooses a user name and a password, with the one-time code that IT gave them. */
export function Activate(props: {
  readonly connection: Connection;
  readonly onDone: () => void;
  readonly onBack: () => void;
}) {
  const { t } = useWording();
  const [code, setCode] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ShownRefusal | null>(null);
  const wrong = (isWrong: boolean, id: string, text: string): readonly FieldError[] =>
    isWrong ? [{ id, text }] : [];
  const form = useErrors([
    ...wrong(code.trim() === '', IDS.code, t('browser.code.codeMissing')),
    ...wrong(!LOGIN.test(login.trim()), IDS.login, t('browser.code.loginInvalid')),
    ...wrong(password.length < SHORTEST_PASSWORD, IDS.password, t('browser.code.passwordShort')),
    ...wrong(password !== again, IDS.again, t('browser.code.differs')),
  ]);
  const submit = async () => {
    if (!form.check()) return;
    setBusy(true);
    const answer = await props.connection.activate(code, login, password);
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) props.onDone();
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
        <PageHeader title={t('browser.code.title')} />
        <ErrorSummary errors={form.errors} />
        <RefusalAlert refusal={refusal} />
        <Card>
          <div className="stack">
            <TextInput
              id={IDS.code}
              label={t('browser.code.code')}
              autoComplete="one-time-code"
              maxLength={60}
              value={code}
              error={form.errorOf(IDS.code)}
              onChange={setCode}
              test="code"
            />
            <TextInput
              id={IDS.login}
              label={t('browser.signIn.login')}
              hint={t('browser.code.loginHint')}
              autoComplete="username"
              maxLength={64}
              value={login}
              error={form.errorOf(IDS.login)}
              onChange={setLogin}
              test="new-login"
            />
            <TextInput
              id={IDS.password}
              kind="password"
              label={t('browser.code.password1')}
              hint={t('browser.code.passwordHint')}
              autoComplete="new-password"
              maxLength={128}
              value={password}
              error={form.errorOf(IDS.password)}
              onChange={setPassword}
              test="new-password"
            />
            <TextInput
              id={IDS.again}
              kind="password"
              label={t('browser.code.password2')}
              autoComplete="new-password"
              maxLength={128}
              value={again}
              error={form.errorOf(IDS.again)}
              onChange={setAgain}
              test="new-password-again"
            />
          </div>
        </Card>
        <div className="row">
          <Button type="submit" variant="primary" busy={busy} test="activate">
            {t('browser.code.submit')}
          </Button>
          <Button onPress={props.onBack}>{t('browser.code.back')}</Button>
        </div>
      </div>
    </form>
  );
}
