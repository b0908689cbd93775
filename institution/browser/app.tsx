import { useCallback, useEffect, useState } from 'react';
import { LiveRegion, ToastHost } from '../../renderer/components/live.tsx';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { Connection, SessionAnswer } from './connection.ts';
import { Shell } from './shell.tsx';
import { SignedIn } from './signed-in.tsx';
import { SignIn } from './sign-in.tsx';

/** Why nobody is signed in, to be said on the sign-in page. */
export type Ending = 'none' | 'asked' | 'idle';

/** The institution in a browser: the sign-in page, or the pages of the person signed in. */
export function BrowserApp({ connection }: { readonly connection: Connection }) {
  const [session, setSession] = useState<SessionAnswer | 'loading' | 'no-connection'>('loading');
  const [ending, setEnding] = useState<Ending>('none');
  const load = useCallback(
    () => connection.session().then((answer) => setSession(answer ?? 'no-connection')),
    [connection],
  );
  useEffect(() => {
    void load();
  }, [load]);
  const leave = useCallback(
    (why: Ending) => {
      setEnding(why);
      void load();
    },
    [load],
  );
  return (
    <>
      {session === 'loading' ? (
        <Loading />
      ) : session === 'no-connection' ? (
        <NoConnection onRetry={() => void load()} />
      ) : session.signedIn === null ? (
        <SignIn connection={connection} session={session} ending={ending} onSignedIn={() => void load()} />
      ) : (
        <SignedIn connection={connection} session={session} person={session.signedIn} onEnd={leave} />
      )}
      <LiveRegion />
      <ToastHost />
    </>
  );
}

function Loading() {
  const { t } = useWording();
  return (
    <Shell>
      <div className="page">
        <p role="status">{t('browser.loading')}</p>
      </div>
    </Shell>
  );
}

function NoConnection({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useWording();
  return (
    <Shell>
      <div className="page stack">
        <Alert
          tone="danger"
          live="alert"
          test="no-connection"
          actions={
            <Button test="retry" onPress={onRetry}>
              {t('browser.retry')}
            </Button>
          }
        >
          {t('browser.noConnection')}
        </Alert>
      </div>
    </Shell>
  );
}
