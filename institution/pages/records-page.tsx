import { useState } from 'react';
import { PageHeader } from '../../renderer/components/page.tsx';
import { useWording } from '../../renderer/wording.ts';
import { FindRecords } from './find-records.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { HoldsCard, RetentionCard } from './retention-cards.tsx';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';

/** What is kept of visits: found for a request for access, held, and erased when its time is over (R51, R62). */
export function RecordsPage() {
  const { t } = useWording();
  const { call, refusal } = useInstitution();
  const [state, reload] = useList(() => call('records.state', {}), '');
  const [found, setFound] = useState(0);
  return (
    <>
      <PageHeader title={t('institution.records.title')} lead={t('institution.records.lead')} />
      <RefusalAlert refusal={refusal} />
      <FindRecords key={found} onChanged={reload} />
      {state !== null && (
        <>
          <HoldsCard state={state} onChanged={reload} />
          <RetentionCard
            key={state.ver}
            state={state}
            onChanged={() => {
              reload();
              // What was found may be erased by now.
              setFound(found + 1);
            }}
          />
        </>
      )}
    </>
  );
}
