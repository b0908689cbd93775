import type { BookingView } from '../../shared/ipc/snapshot.ts';
import type { OutcomeName } from '../../shared/session/entries.ts';
import { Alert, ErrorSummary, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextInput } from '../components/field.tsx';
import { useCall, useDraft, useStaffState, useStaffStore } from '../store.ts';
import { useWording } from '../wording.ts';
import {
  EMPTY_OUTCOME,
  OutcomeFields,
  useOutcomeForm,
  type OutcomeDraft,
} from './session/outcome-fields.tsx';

const NOT_HELD: readonly OutcomeName[] = ['no-show', 'cancelled', 'refused'];
const NEEDS_REASON: readonly OutcomeName[] = ['cancelled', 'refused'];

interface Draft extends OutcomeDraft {
  readonly authority: string;
}

/** Records a visit that does not take place, without a session (R9): why, by whom, and who was notified. */
export function NotHeldDialog(props: { readonly booking: BookingView; readonly onClose: () => void }) {
  const { booking, onClose } = props;
  const { t, wordRefusal } = useWording();
  const call = useCall();
  const { clearDrafts } = useStaffStore();
  const busy = useStaffState((state) => state.busy === 'session.record-not-held');
  const key = `not-held:${booking.id}`;
  const [draft, change] = useDraft<Draft>(key, { ...EMPTY_OUTCOME, authority: '' });
  const form = useOutcomeForm(NOT_HELD, draft, NEEDS_REASON);

  const submit = async () => {
    const outcome = form.finish();
    if (outcome === null) return;
    const authority = draft.authority.trim();
    const answer = await call('session.record-not-held', { booking: booking.id, outcome, authority });
    if (answer?.ok !== true) return;
    clearDrafts(key);
    onClose();
  };

  return (
    <Dialog
      title={t('notHeld.title', { name: booking.inmateName })}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button test="not-held-cancel" onPress={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="primary"
            size="large"
            icon="check"
            busy={busy}
            test="not-held-confirm"
            onPress={() => void submit()}
          >
            {t('notHeld.submit')}
          </Button>
        </>
      }
    >
      <div className="stack stack-loose">
        <ErrorSummary errors={form.errors} />
        <RefusalNotice calls={['session.record-not-held']} />
        {booking.stop !== null && <Alert tone="info">{wordRefusal(booking.stop)}</Alert>}
        <OutcomeFields form={form} legend={t('notHeld.outcome')} site={booking.site} change={change} />
        {form.draft.outcome === 'refused' && (
          <TextInput
            label={t('notHeld.authority')}
            hint={t('notHeld.authorityHint')}
            maxLength={200}
            value={draft.authority}
            onChange={(authority) => change({ authority })}
            test="not-held-authority"
          />
        )}
      </div>
    </Dialog>
  );
}
