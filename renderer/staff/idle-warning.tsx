import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useStaff, useStaffNow, useStaffStore } from '../store.ts';

/** Warns a minute before an idle person is signed out, and puts it off (R73; WCAG 2.2.1). */
export function IdleWarning() {
  const { signOutAt } = useStaff();
  return signOutAt === null ? null : <Warning signOutAt={signOutAt} />;
}

function Warning({ signOutAt }: { readonly signOutAt: number }) {
  const { t } = useTranslation();
  const { send } = useStaffStore();
  const seconds = Math.max(0, Math.ceil((signOutAt - useStaffNow()) / 1000));
  const stay = () => send('staff.stay-signed-in', null);
  return (
    <Dialog
      title={t('idle.title')}
      onClose={stay}
      footer={
        <Button variant="primary" test="idle-stay" onPress={stay}>
          {t('idle.stay')}
        </Button>
      }
    >
      <p role="alert">{t('idle.lead')}</p>
      {/* Counts for the eye: read aloud every second it would drown the warning. */}
      <p aria-hidden="true" data-test="idle-seconds">
        {t('idle.left', { count: seconds })}
      </p>
    </Dialog>
  );
}
