import { useTranslation } from 'react-i18next';
import { Alert } from '../../renderer/components/alert.tsx';

/** In place of a page that failed to draw. */
export function PageFailed() {
  const { t } = useTranslation();
  return (
    <main className="page stack">
      <Alert tone="danger" live="alert">
        {t('browser.failed')}
      </Alert>
    </main>
  );
}
