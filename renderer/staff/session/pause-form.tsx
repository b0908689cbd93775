import { PAUSE_CAUSES } from '../../../shared/session/entries.ts';
import { Button } from '../../components/button.tsx';
import { useFocusOnOpen } from '../../components/page.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';

const CAUSES = 'pause-causes';

/** A pause is no sanction (R45): one press on its cause pauses the visit, and the sheet says why. */
export function PauseForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWording();
  const call = useCall();
  const isBusy = useStaffState((state) => state.busy === 'session.pause');
  useFocusOnOpen(CAUSES);
  return (
    <Card title={t('pause.title')} tone="tint" test="pause-form">
      <div className="row" id={CAUSES} tabIndex={-1} role="group" aria-label={t('pause.title')}>
        {PAUSE_CAUSES.map((cause) => (
          <Button
            key={cause}
            busy={isBusy}
            test={`pause-${cause}`}
            onPress={() =>
              void call('session.pause', { cause, note: '' }).then((answer) => {
                if (answer?.ok === true) onClose();
              })
            }
          >
            {t(`pause.${cause}`)}
          </Button>
        ))}
        <Button variant="quiet" test="pause-cancel" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Card>
  );
}
