import { useState } from 'react';
import { formatTime } from '../../../shared/language/format.ts';
import type { Session } from '../../../shared/session/state.ts';
import { ErrorSummary, RefusalNotice, type FieldError } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choice.tsx';
import { TextArea, TextInput } from '../../components/field.tsx';
import { useFocusOnOpen } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaff, useStaffState, useStaffStore } from '../../store.ts';
import { useWording } from '../../wording.ts';
import styles from './session.module.css';

/** Suspends the visit: hidden and muted at once, by whose authority and why (R45). */
export function SuspendForm({
  session,
  onClose,
}: {
  readonly session: string;
  readonly onClose: () => void;
}) {
  const { t } = useWording();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.suspend');
  const key = `suspend:${session}`;
  const [draft, change] = useDraft(key, { authority: '', reason: '', linkKept: true });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const errorOf = (id: string) => errors.find((error) => error.id === id)?.text ?? null;
  useFocusOnOpen('suspend-authority');
  const submit = async () => {
    const found = [
      ...(draft.authority.trim() === ''
        ? [{ id: 'suspend-authority', text: t('suspend.authorityMissing') }]
        : []),
      ...(draft.reason.trim() === '' ? [{ id: 'suspend-reason', text: t('suspend.reasonMissing') }] : []),
    ];
    setErrors(found);
    if (found.length > 0) return;
    const answer = await call('session.suspend', draft);
    if (answer?.ok !== true) return;
    clearDrafts(key);
    onClose();
  };
  return (
    <Card title={t('suspend.title')} tone="tint" test="suspend-form">
      <div className="stack">
        <ErrorSummary errors={errors} />
        <RefusalNotice calls={['session.suspend']} />
        <TextInput
          id="suspend-authority"
          label={t('suspend.authority')}
          hint={t('suspend.authorityHint')}
          maxLength={200}
          value={draft.authority}
          error={errorOf('suspend-authority')}
          onChange={(authority) => change({ authority })}
          test="suspend-authority"
        />
        <TextArea
          id="suspend-reason"
          label={t('suspend.reason')}
          maxLength={500}
          rows={2}
          value={draft.reason}
          error={errorOf('suspend-reason')}
          onChange={(reason) => change({ reason })}
          test="suspend-reason"
        />
        <Checkbox
          label={t('suspend.linkKept')}
          hint={t('suspend.linkKeptHint')}
          checked={draft.linkKept}
          onChange={(linkKept) => change({ linkKept })}
          test="suspend-link-kept"
        />
        <div className={styles['form-actions']}>
          <Button test="suspend-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="danger"
            icon="pause"
            busy={busy}
            test="suspend-confirm"
            onPress={() => void submit()}
          >
            {t('suspend.submit')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** A suspended visit: since when, by whom, and how to resume it. */
export function UnsuspendForm({ session }: { readonly session: Session }) {
  const { t, language } = useWording();
  const { station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.unsuspend');
  const [draft, change] = useDraft(`unsuspend:${session.id}`, { authority: '' });
  const [missing, setMissing] = useState(false);
  const { suspension } = session;
  if (suspension === null) return null;
  return (
    <Card title={t('suspend.suspended')} tone="tint" test="suspended">
      <div className="stack">
        <p>
          {t('suspend.since', {
            time: formatTime(suspension.since, station.zone, language),
            authority: suspension.authority,
            reason: suspension.reason,
          })}
        </p>
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
          busy={busy}
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
  );
}
