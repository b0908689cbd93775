import { Button } from '../../components/button.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { useEndDraft } from './end-draft.ts';

/** Ends a session before its visit: cancelled, no-show, not connected, or the wrong card opened (R8). */
export function EndWithoutVisit({
  session,
  small = false,
}: {
  readonly session: string;
  readonly small?: boolean;
}) {
  const { t } = useWording();
  const call = useCall();
  const size = small ? 'small' : 'normal';
  const [, change] = useEndDraft(session);
  const mayClose = useStaffState(({ snapshot, busy }) => {
    const open = snapshot?.session?.session;
    return open?.id === session && open.notice === null && open.attempts === 0 && busy === null;
  });
  return (
    <>
      {mayClose && (
        <Button
          variant="quiet"
          size={size}
          test="close-mistaken"
          onPress={() => void call('session.close-mistaken', null)}
        >
          {t('ending.mistaken')}
        </Button>
      )}
      <Button variant="quiet" size={size} test="end-without-visit" onPress={() => change({ open: true })}>
        {t('ending.withoutVisit')}
      </Button>
    </>
  );
}
