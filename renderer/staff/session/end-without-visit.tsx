import { Button } from '../../components/button.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { useEndDraft } from './end-draft.ts';

/** Ends a session before its visit: cancelled, no-show, not connected, or the wrong card opened (R8). */
export function EndWithoutVisit({ session }: { readonly session: string }) {
  const { t } = useWording();
  const call = useCall();
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
          test="close-mistaken"
          onPress={() => void call('session.close-mistaken', null)}
        >
          {t('ending.mistaken')}
        </Button>
      )}
      <Button variant="quiet" test="end-without-visit" onPress={() => change({ open: true })}>
        {t('ending.withoutVisit')}
      </Button>
    </>
  );
}
