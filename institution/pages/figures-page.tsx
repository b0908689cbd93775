import { useState } from 'react';
import { calendarDate } from '../../shared/language/format.ts';
import { monthOf } from '../../shared/schedule/local-time.ts';
import { figuresCsv } from '../../shared/tracking/figures-csv.ts';
import { Alert } from '../../renderer/components/alert.tsx';
import { Button } from '../../renderer/components/button.tsx';
import { PageHeader } from '../../renderer/components/page.tsx';
import { FiguresView } from '../../renderer/tracking/figures-view.tsx';
import { PeriodForm } from '../../renderer/tracking/period-form.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';
import { DeliveredAlert } from './delivered-alert.tsx';
import { useHost } from './host.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { saveFile } from './save-file.ts';
import { useInstitution } from './use-institution.ts';
import { useList } from './use-list.ts';

/** Figures of a period without names (R54): bars with their numbers, small counts hidden. */
export function FiguresPage() {
  const { t, language } = useWording();
  const { zone, now } = useHost();
  const { call, refusal, busy } = useInstitution();
  const [today] = useState(() => calendarDate(now(), zone));
  const [typed, type] = useState(() => monthOf(today));
  const [period, show] = useState(typed);
  const { from, to } = period;
  const [delivered, setDelivered] = useState<CallOutput<'sheet.export'> | null>(null);
  const [answer] = useList(() => call('figures.show', { from, to }), `${from} ${to}`);
  return (
    <>
      <PageHeader
        title={t('institution.figures.title')}
        lead={answer?.everywhere === true ? t('institution.figures.everywhere') : undefined}
      />
      <PeriodForm
        today={today}
        period={typed}
        busy={busy !== null}
        onChange={(change) => type({ ...typed, ...change })}
        onShow={(shown) => {
          show(shown);
          setDelivered(null);
        }}
      />
      <RefusalAlert refusal={refusal} />
      {answer !== null && answer.figures.sessions === 0 && (
        <Alert tone="info" live="status" test="figures-none">
          {t('institution.figures.none')}
        </Alert>
      )}
      {answer !== null && answer.figures.sessions !== 0 && (
        <>
          <FiguresView figures={answer.figures} />
          <div className="row">
            <Button
              test="figures-save"
              onPress={() =>
                saveFile(`figures-${from}-${to}.csv`, figuresCsv(answer.figures, period, language))
              }
            >
              {t('institution.figures.download')}
            </Button>
            <Button
              busy={busy === 'sheet.export'}
              test="sheet-export"
              onPress={() => void call('sheet.export', { from, to, language }).then(setDelivered)}
            >
              {t('institution.figures.sheet')}
            </Button>
          </div>
          <DeliveredAlert delivered={delivered} />
        </>
      )}
    </>
  );
}
