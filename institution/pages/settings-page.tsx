import { Alert } from '../../renderer/components/alert.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { useWording } from '../../renderer/wording.ts';
import { SupportCard, TelephonesCard } from './contact-settings.tsx';
import { useIsHead } from './host.ts';
import { NoticeCard } from './notice-settings.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';
import { OpeningCard, SuspensionCard, TimesCard } from './visit-settings.tsx';

/** What the institution chooses for its station. Each card is saved by itself and is in force at once. */
export function SettingsPage() {
  const { t } = useWording();
  const isHead = useIsHead();
  const { call, refusal } = useInstitution();
  const [answer, reload] = useList(() => call('settings.list', {}), '');
  return (
    <>
      <PageHeader title={t('institution.settings.title')} lead={t('institution.settings.lead')} />
      <RefusalAlert refusal={refusal} />
      {!isHead && <Alert tone="info">{t('institution.settings.headOnly')}</Alert>}
      {answer !== null &&
        [SuspensionCard, OpeningCard, TimesCard, TelephonesCard, SupportCard, NoticeCard].map(
          (Settings, index) => <Settings key={index} settings={answer.settings} onSaved={reload} />,
        )}
    </>
  );
}
