import type { Session } from '../../../shared/session/state.ts';
import { RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choice.tsx';
import { TextInput } from '../../components/field.tsx';
import { toast } from '../../components/live.tsx';
import { Card } from '../../components/status.tsx';
import { useCall, useDraft, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';

/** The duty to inform after a suspension or termination (CCRR 91(2), R45). */
export function InformForm({ session }: { readonly session: Session }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.inform');
  const [draft, change] = useDraft(`inform:${session.id}`, {
    inmate: false,
    visitor: false,
    representations: false,
    note: '',
  });
  return (
    <Card title={t('inform.title')} test="inform-form">
      <div className="stack stack-tight">
        <p className="small">{t('inform.lead')}</p>
        <Checkbox
          label={t('inform.inmate')}
          checked={draft.inmate}
          onChange={(inmate) => change({ inmate })}
          test="inform-inmate"
        />
        <Checkbox
          label={t('inform.visitor')}
          checked={draft.visitor}
          onChange={(visitor) => change({ visitor })}
          test="inform-visitor"
        />
        <Checkbox
          label={t('inform.representations')}
          checked={draft.representations}
          onChange={(representations) => change({ representations })}
          test="inform-representations"
        />
        <TextInput
          label={t('inform.note')}
          maxLength={500}
          value={draft.note}
          onChange={(note) => change({ note })}
          test="inform-note"
        />
        <RefusalNotice calls={['session.inform']} />
        <Button
          busy={busy}
          icon="check"
          test="inform"
          onPress={() =>
            void call('session.inform', draft).then((answer) => {
              if (answer?.ok === true) toast((words) => words('inform.done'));
            })
          }
        >
          {t('inform.submit')}
        </Button>
      </div>
    </Card>
  );
}
