import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Warns an idle person before they are signed out, and lets them stay (R73; WCAG 2.2.1). */
export function IdleDialog(props: {
  readonly lead: string;
  readonly seconds: number;
  readonly onStay: () => void;
}) {
  const { t } = useTranslation();
  const { lead, seconds, onStay } = props;
  return (
    <Dialog
      title={t('idle.title')}
      onClose={onStay}
      footer={
        <Button variant="primary" test="idle-stay" onPress={onStay}>
          {t('idle.stay')}
        </Button>
      }
    >
      <p role="alert">{lead}</p>
      {/* Counts for the eye: read aloud every second it would drown the warning. */}
      <p aria-hidden="true" data-test="idle-seconds">
        {t('idle.left', { count: seconds })}
      </p>
    </Dialog>
  );
}
