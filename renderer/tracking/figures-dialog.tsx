import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figures } from '../../shared/tracking/figures.ts';
import { RefusalNotice } from '../components/alert.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useCall } from '../store.ts';
import { FiguresView } from './figures-view.tsx';

/** The figures of the period on the screen (R54). */
export function FiguresDialog({
  period,
  onClose,
}: {
  readonly period: { readonly from: string; readonly to: string };
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const call = useCall();
  const { from, to } = period;
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void call('tracking.figures', { from, to }).then((answer) => {
      if (isCurrent && answer?.ok === true) setFigures(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [call, from, to]);
  return (
    <Dialog size="wide" title={t('figures.title')} onClose={onClose}>
      <RefusalNotice calls={['tracking.figures']} />
      {figures !== null && <FiguresView figures={figures} />}
    </Dialog>
  );
}
