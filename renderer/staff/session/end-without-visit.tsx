import { Button } from '../../components/button.tsx';
import { useWording } from '../../wording.ts';
import { useEndDraft } from './end-draft.ts';

/** Ends a session before its visit: cancelled, no-show, not connected. */
export function EndWithoutVisit({ session }: { readonly session: string }) {
  const { t } = useWording();
  const [, change] = useEndDraft(session);
  return (
    <Button variant="quiet" test="end-without-visit" onPress={() => change({ open: true })}>
      {t('ending.withoutVisit')}
    </Button>
  );
}
