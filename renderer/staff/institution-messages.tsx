import { formatWhen } from '../../shared/language/format.ts';
import { Alert, AlertStack, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { useCall, useStaff, useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';

/**
 * Messages of the institution, shown until a staff member says that they have read them (SYNC.md, directives).
 * @param folded beside a visit the mother sees the same monitor: the text is shown only when staff open it (R56)
 */
export function InstitutionMessages({ folded }: { readonly folded: boolean }) {
  const { t, language, wordCode } = useWording();
  const { orders, station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'order.answer');
  return (
    <AlertStack>
      {orders.map(({ directive, code, text, authority, at }) => (
        <Alert
          key={directive}
          tone="warning"
          live="alert"
          title={t('order.title')}
          test={`order-${directive}`}
          actions={
            <Button
              size="small"
              icon="check"
              busy={busy}
              test={`order-answer-${directive}`}
              onPress={() => void call('order.answer', { directive })}
            >
              {t('order.answer')}
            </Button>
          }
        >
          <details open={!folded}>
            <summary>{t('order.show')}</summary>
            <p>
              {text === ''
                ? t('order.noText', { reason: wordCode('order.reason', code, { code }), authority })
                : text}
            </p>
            <p className="small soft">
              {t('order.from', { authority, when: formatWhen(at, station.now, station.zone, language) })}
            </p>
          </details>
        </Alert>
      ))}
      <RefusalNotice calls={['order.answer']} />
    </AlertStack>
  );
}
