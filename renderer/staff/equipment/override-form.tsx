import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/field.tsx';
import { useCall, useDraft, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';

/** Goes on in spite of a failed check that bars nothing of its own, with a reason (R4). */
export function OverrideForm({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.override-check');
  const [draft, change] = useDraft(`override:${snapshot.session.id}`, { reason: '' });
  const [check] = snapshot.overridable;
  if (check === undefined) return null;
  return (
    <div className="stack stack-tight" data-test="override-form">
      <TextInput
        label={t('equipment.override', { check: t(`check.${check}`) })}
        maxLength={300}
        value={draft.reason}
        onChange={(reason) => change({ reason })}
        test="override-reason"
      />
      <RefusalNotice calls={['session.override-check']} />
      <Button
        busy={busy}
        test="override"
        onPress={() =>
          void call('session.override-check', { check, reason: draft.reason }).then((answer) => {
            if (answer?.ok === true) change({ reason: '' });
          })
        }
      >
        {t('equipment.overrideSubmit')}
      </Button>
    </div>
  );
}
