import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { ErrorSummary, RefusalNotice } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { useEndDraft } from './end-draft.ts';
import { OutcomeFields, useOutcomeForm } from './outcome-fields.tsx';
import { classes } from '../../components/classes.ts';
import styles from './session.module.css';

/** How the session ended (R50). */
export function EndPanel({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const { t } = useWording();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.end');
  const [draft, change] = useEndDraft(snapshot.session.id);
  const form = useOutcomeForm(snapshot.possibleOutcomes, draft);

  const submit = () => {
    const outcome = form.finish();
    if (outcome !== null) void call('session.end', { outcome });
  };

  return (
    <div className={classes('stack stack-loose', styles['end-panel'])}>
      <PageHeader title={t('ending.title')} />
      <ErrorSummary errors={form.errors} />
      <RefusalNotice calls={['session.end']} />
      <OutcomeFields form={form} legend={t('ending.outcome')} site={snapshot.site} change={change} />
      <div className={styles['column-actions']}>
        <Button
          variant="primary"
          size="large"
          wide
          icon="check"
          busy={busy}
          test="end-confirm"
          onPress={submit}
        >
          {t('ending.submit')}
        </Button>
        <Button variant="quiet" test="end-back" onPress={() => change({ open: false })}>
          {t('ending.back')}
        </Button>
      </div>
    </div>
  );
}
