import { useTranslation } from 'react-i18next';
import { IdleDialog } from '../components/idle-dialog.tsx';
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
  return (
    <IdleDialog lead={t('idle.lead')} seconds={seconds} onStay={() => send('staff.stay-signed-in', null)} />
  );
}
