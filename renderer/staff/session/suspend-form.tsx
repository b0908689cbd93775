import { useState } from 'react';
import { formatTime } from '../../../shared/language/format.ts';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { pauseOf, suspensionOf, type Session } from '../../../shared/session/state.ts';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { TextArea, TextInput } from '../../components/field.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaff, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';

/** By whose authority, and why: asked after the visit, when nobody but staff sees the screen (R45). */
export function ExplainForm({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.explain');
  const [draft, change] = useDraft(`explain:${snapshot.session.id}`, { authority: '', reason: '' });
  const [tried, setTried] = useState(false);
  const missing = (text: string, message: string) => (tried && text.trim() === '' ? message : null);
  if (!snapshot.unexplained) return null;
  return (
    <Card title={t('suspend.explain')} tone="tint" test="explain-form">
      <div className="stack">
        <RefusalNotice calls={['session.explain']} />
        <TextInput
          label={t('suspend.authority')}
          hint={t('suspend.authorityHint')}
          maxLength={200}
          value={draft.authority}
          error={missing(draft.authority, t('suspend.authorityMissing'))}
          onChange={(authority) => change({ authority })}
          test="explain-authority"
        />
        <TextArea
          label={t('suspend.reason')}
          maxLength={500}
          rows={2}
          value={draft.reason}
          error={missing(draft.reason, t('suspend.reasonMissing'))}
          onChange={(reason) => change({ reason })}
          test="explain-reason"
        />
        <Button
          icon="check"
          busy={busy}
          test="explain"
          onPress={() => {
            setTried(true);
            if (draft.authority.trim() !== '' && draft.reason.trim() !== '')
              void call('session.explain', draft);
          }}
        >
          {t('suspend.explainSubmit')}
        </Button>
      </div>
    </Card>
  );
}

/** The visit is on hold: since when, and how it goes on. Neither authority nor reason stands on her screen. */
export function HoldForm({ session }: { readonly session: Session }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy);
  const [draft, change] = useDraft(`unsuspend:${session.id}`, { authority: '' });
  const [missing, setMissing] = useState(false);
  const suspension = suspensionOf(session);
  const pause = pauseOf(session);
  return (
    <>
      {pause !== null && (
        <Card title={t('suspend.paused')} tone="tint" test="paused">
          <div className="stack">
            <p>{t('suspend.sinceTime', { time: formatTime(pause.since, station.zone, language) })}</p>
            <RefusalNotice calls={['session.end-pause']} />
            <Button
              variant="primary"
              icon="play"
              busy={busy === 'session.end-pause'}
              test="end-pause"
              onPress={() => void call('session.end-pause', null)}
            >
              {t('suspend.continue')}
            </Button>
          </div>
        </Card>
      )}
      {suspension !== null && (
        <Card title={t('suspend.suspended')} tone="tint" test="suspended">
          <div className="stack">
            <p>{t('suspend.sinceTime', { time: formatTime(suspension.since, station.zone, language) })}</p>
            <TextInput
              id="unsuspend-authority"
              label={t('suspend.resumeAuthority')}
              maxLength={200}
              value={draft.authority}
              error={missing && draft.authority.trim() === '' ? t('suspend.authorityMissing') : null}
              onChange={(authority) => change({ authority })}
              test="unsuspend-authority"
            />
            <RefusalNotice calls={['session.unsuspend']} />
            <Button
              variant="primary"
              icon="play"
              busy={busy === 'session.unsuspend'}
              test="unsuspend"
              onPress={() => {
                setMissing(true);
                if (draft.authority.trim() !== '') void call('session.unsuspend', draft);
              }}
            >
              {t('suspend.resume')}
            </Button>
          </div>
        </Card>
      )}
    </>
  );
}
